import { Unpackr } from 'msgpackr';
import { normalise } from './normalise.ts';

type Content = Readonly<Record<string, unknown>>;

/**
 * Types of elements that can be searched (product.md §2.18: not faces, not tips), and what of them is text. `number` is
 * stored: never renumber. Of custom messages it is the description, which is written for people; their data is written
 * for programs.
 */
export const searchable: Readonly<
  Record<string, { readonly number: number; text(content: Content): readonly unknown[] }>
> = {
  TIMTextElem: { number: 1, text: ({ Text }) => [Text] },
  TIMCustomElem: { number: 2, text: ({ Desc }) => [Desc] },
  TIMImageElem: { number: 3, text: () => [] },
  TIMSoundElem: { number: 4, text: () => [] },
  TIMVideoFileElem: { number: 5, text: () => [] },
  TIMFileElem: { number: 6, text: ({ FileName }) => [FileName] },
  TIMLocationElem: { number: 7, text: ({ Desc }) => [Desc] },
  TIMRelayElem: {
    number: 8,
    text: ({ Title, AbstractList }) => [Title, ...(Array.isArray(AbstractList) ? AbstractList : [])],
  },
  // A part may end within a word.
  TIMStreamElem: {
    number: 9,
    text: ({ Chunks }) => [
      listOf(Chunks)
        .map(({ Markdown }) => Markdown)
        .join(''),
    ],
  },
};

function listOf(value: unknown): readonly Content[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'object' && item !== null) : [];
}

const unpackr = new Unpackr({ useRecords: false, mapsAsObjects: true });

export interface MessageText {
  /** Normalised. */
  readonly text: string;
  /** Numbers of the searchable types in it, ascending. None: the message cannot be found. */
  readonly types: readonly number[];
}

/** What of a stored body (MessagePack of `[MsgBody, CloudCustomData]`) is searched. Nothing of an erased one. */
export function messageText(body: Uint8Array): MessageText {
  const types = new Set<number>();
  const parts: string[] = [];
  for (const { MsgType, MsgContent } of elementsOf(body)) {
    const type = Object.hasOwn(searchable, MsgType) ? searchable[MsgType] : undefined;
    if (type === undefined) continue;
    types.add(type.number);
    for (const part of type.text(MsgContent)) if (typeof part === 'string') parts.push(part);
  }
  return { text: normalise(parts.join('\n')), types: [...types].sort((one, other) => one - other) };
}

function elementsOf(body: Uint8Array): readonly { readonly MsgType: string; readonly MsgContent: Content }[] {
  if (body.length === 0) return [];
  try {
    const [elements] = unpackr.unpack(body) as [ReturnType<typeof elementsOf>];
    return Array.isArray(elements) ? elements : [];
  } catch {
    // Bodies are checked before they are stored: one that is not readable must not keep all others from being found.
    return [];
  }
}
