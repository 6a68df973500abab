/** Categories of streams: one per kind of entity (architecture.md §2). */
export type Category = 'app' | 'user' | 'c2c' | 'group' | 'topic' | 'official';

export interface StreamParts {
  readonly category: Category;
  readonly app: number;
  /** The unescaped id parts: one, or the two users of a pair. */
  readonly ids: readonly string[];
}

const safe = /^[A-Za-z0-9_-]+$/;

/** Escapes an id so that it holds only characters that are safe in every log driver (letters, digits, `_`, `-`, `%`). */
export function escapeId(id: string): string {
  if (safe.test(id)) return id;
  let out = '';
  for (const byte of Buffer.from(id, 'utf8')) {
    const char = String.fromCharCode(byte);
    out += safe.test(char) ? char : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }
  return out;
}

/** Name of a stream: `<category>-<sdkappid>.<id>[.<id>]`. */
export function streamName(category: Category, app: number, ...ids: readonly string[]): string {
  return `${category}-${app}.${ids.map(escapeId).join('.')}`;
}

/** Stream of the conversation of two users, the same from either side. */
export function c2cStream(app: number, one: string, other: string): string {
  const a = escapeId(one);
  const b = escapeId(other);
  return one < other ? `c2c-${app}.${a}.${b}` : `c2c-${app}.${b}.${a}`;
}

export function groupStream(app: number, group: string): string {
  return `group-${app}.${escapeId(group)}`;
}

/** What stands between a community's id and the rest of a topic's (wire-groups.md §1.2). */
export const TOPIC_MARK = '@TOPIC#_';

export function topicStream(app: number, topic: string): string {
  return `topic-${app}.${escapeId(topic)}`;
}

/** Stream of an official account. */
export function officialStream(app: number, account: string): string {
  return streamName('official', app, account);
}

/** Id of the community that a topic belongs to: what stands before the mark. '' for what is no topic's id. */
export function communityOf(topic: string): string {
  return topic.slice(0, Math.max(0, topic.indexOf(TOPIC_MARK)));
}

/** Stream of the sequence that a group, or a topic of a community, has: each goes by its own id. */
export function placeStream(app: number, id: string): string {
  return communityOf(id) === '' ? groupStream(app, id) : topicStream(app, id);
}

/** Stream of the community whose topic's stream this is. */
export function communityStreamOf(stream: string): string {
  const { app, ids } = parseStream(stream);
  return groupStream(app, communityOf(ids[0] ?? ''));
}

/** Takes a stream name apart. Throws on a name that `streamName` did not make. */
export function parseStream(stream: string): StreamParts {
  const match = /^(app|user|c2c|group|topic|official)-(\d+)\.(.+)$/.exec(stream);
  if (!match) throw new Error(`not a stream name: ${stream}`);
  return {
    category: match[1] as Category,
    app: Number(match[2]),
    ids: (match[3] ?? '').split('.').map(decodeURIComponent),
  };
}

/** Category of a stream, without taking it apart. */
export function categoryOf(stream: string): string {
  return stream.slice(0, stream.indexOf('-'));
}
