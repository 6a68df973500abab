import { createHash } from 'node:crypto';
import { Refused } from '../../events/refused.ts';

/**
 * Merged messages (`TIMRelayElem`): a title, some lines, and other messages inside, short ones with them (`MsgList`), long
 * ones with the key of a list that is kept apart (`JsonMsgKey`). Source: product.md §2.11, wire-messages.md §2.2.
 */
export const mergedLimits = {
  messages: 300,
  abstractLines: 5,
  /** Characters of one of them. */
  abstractLine: 100,
  /** Merged messages inside merged messages, the outermost counted. */
  layers: 100,
} as const;

/** What only the server makes: no message that anybody has sent, and none to be merged. */
const notMergeable: ReadonlySet<unknown> = new Set(['TIMGroupTipElem', 'TIMGroupSystemNoticeElem']);

/** `<layers>.<SHA-256 of the list>`: how deep a list goes is known without reading it. */
const KEY = /^([1-9]\d{0,2})\.[0-9a-f]{64}$/;

type Content = Readonly<Record<string, unknown>>;

/** What is wrong with the content of a merged element, in words; undefined when nothing is. */
export function mergedProblem(content: Content): string | undefined {
  const { CompatibleText: text, AbstractList: lines = [], MsgList: list, JsonMsgKey: key } = content;
  if (typeof text !== 'string' || text === '')
    return 'TIMRelayElem needs CompatibleText, for clients that cannot show it';
  if (!Array.isArray(lines) || lines.length > mergedLimits.abstractLines) {
    return `AbstractList of TIMRelayElem holds at most ${mergedLimits.abstractLines} lines`;
  }
  const isLine = (line: unknown) => typeof line === 'string' && [...line].length <= mergedLimits.abstractLine;
  if (!lines.every(isLine)) return `a line of AbstractList has at most ${mergedLimits.abstractLine} characters`;
  // Already without what went too deep: it may be forwarded.
  if (content.LayersOverLimit === 1 && Array.isArray(list) && list.length === 0) return undefined;
  if (Array.isArray(list)) return listProblem(list);
  return typeof key === 'string' && key !== '' ? undefined : 'TIMRelayElem needs MsgList or JsonMsgKey';
}

/** What is wrong with a list of messages to be merged, in words. */
export function listProblem(list: readonly unknown[]): string | undefined {
  if (list.length === 0) return 'MsgList is empty';
  if (list.length > mergedLimits.messages) return `at most ${mergedLimits.messages} messages can be merged`;
  for (const message of list) {
    const body = isObject(message) ? message.MsgBody : undefined;
    if (!Array.isArray(body) || body.length === 0 || !body.every(isElement)) {
      return 'every message of MsgList needs a MsgBody with elements';
    }
    if (body.some(({ MsgType }) => notMergeable.has(MsgType))) return 'tips and notices of groups cannot be merged';
  }
  return undefined;
}

/** Layers of a merged element: 1 when there is none inside. Only content that is not nested without end may come here. */
export function layersOf(content: Content): number {
  const { MsgList: list, JsonMsgKey: key } = content;
  if (typeof key === 'string' && key !== '') return Number(KEY.exec(key)?.[1] ?? 1);
  return layersOfList(Array.isArray(list) ? list : []);
}

/** The same for the messages inside. */
export function layersOfList(list: readonly unknown[]): number {
  let deepest = 0;
  for (const { MsgType, MsgContent } of elementsOf(list)) {
    if (MsgType === 'TIMRelayElem') deepest = Math.max(deepest, layersOf(MsgContent));
  }
  return 1 + deepest;
}

/** An element of too many layers says so and shows nothing else (row 283); any other one stays as it is. */
export function withoutDepth(content: Content): Content {
  if (layersOf(content) <= mergedLimits.layers) return content;
  return { ...content, LayersOverLimit: 1, Title: '', AbstractList: [], MsgList: [] };
}

/** The key of a list that is kept apart. `list`: as it is kept. */
export function mergedKey(layers: number, list: Uint8Array): string {
  return `${Math.min(layers, 999)}.${createHash('sha256').update(list).digest('hex')}`;
}

/** @throws Refused 90002 for what is no key, and for a list that goes deeper than may be read. */
export function checkMergedKey(key: string): void {
  const [, layers] = KEY.exec(key) ?? [];
  if (layers === undefined) throw new Refused(90002, 'JsonMsgKey is none of this server');
  if (Number(layers) > mergedLimits.layers) {
    throw new Refused(90002, `merged messages are nested more than ${mergedLimits.layers} layers deep`);
  }
}

interface Element {
  readonly MsgType: unknown;
  readonly MsgContent: Content;
}

function elementsOf(list: readonly unknown[]): readonly Element[] {
  return list.flatMap((message) => {
    const body = isObject(message) ? message.MsgBody : undefined;
    return Array.isArray(body) ? body.filter(isElement) : [];
  });
}

function isElement(value: unknown): value is Element {
  return isObject(value) && typeof value.MsgType === 'string' && isObject(value.MsgContent);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
