import type { Caller } from '../../events/caller.ts';
import type { Envelope } from '../../events/envelope.ts';
import type { MessageEventType } from '../../events/message/events.ts';
import { categoryOf, parseStream } from '../../events/stream.ts';
import { isMessageEvent } from '../../gateway/delivery/message-notices.ts';
import type { Node } from './node.ts';

/** What has become of one message, folded in the plainest way. */
export interface Fate {
  changes: number;
  revoked: boolean;
  version: number;
  readonly reactions: Map<string, Set<string>>;
  readonly deletedBy: Set<string>;
  readonly confirmedBy: Set<string>;
}

/** Fates by stream and seq, and what each user has cleared, by stream and user. */
export interface Fates {
  readonly of: (stream: string, seq: number) => Fate | undefined;
  readonly clearedBy: (stream: string, user: string) => number;
  readonly problems: readonly string[];
}

const fresh = (): Fate => ({
  changes: 0,
  revoked: false,
  version: 0,
  reactions: new Map(),
  deletedBy: new Set(),
  confirmedBy: new Set(),
});

export function fatesOf(events: readonly Envelope[]): Fates {
  const fates = new Map<string, Fate>();
  const cleared = new Map<string, number>();
  const problems: string[] = [];
  const at = (stream: string, seq: number): Fate => {
    const key = `${stream}@${seq}`;
    const fate = fates.get(key) ?? fresh();
    fates.set(key, fate);
    return fate;
  };
  for (const event of events) {
    if (!isMessageEvent(event)) continue;
    const problem = step(event, at, cleared);
    if (problem !== undefined) problems.push(`${event.id} ${event.type}: ${problem}`);
  }
  return {
    of: (stream, seq) => fates.get(`${stream}@${seq}`),
    clearedBy: (stream, user) => cleared.get(`${stream} ${user}`) ?? 0,
    problems,
  };
}

/** What could not have happened, in words. */
function step(
  event: Envelope<MessageEventType>,
  at: (stream: string, seq: number) => Fate,
  cleared: Map<string, number>,
): string | undefined {
  const { stream } = event;
  switch (event.type) {
    case 'MessagesDeleted':
      for (const seq of event.data.seqs) at(stream, seq).deletedBy.add(event.data.user);
      return undefined;
    case 'HistoryCleared':
      cleared.set(`${stream} ${event.data.user}`, event.data.upToSeq);
      return undefined;
    case 'MessagesConfirmed':
      for (const [seq] of event.data.messages) at(stream, seq).confirmedBy.add(event.data.reader);
      return undefined;
    case 'MessagesRemoved':
    case 'HistoryRemoved':
      return 'nobody here may do that';
    default:
      break;
  }
  const { data } = event;
  const fate = at(stream, data.seq);
  if (data.change !== fate.changes + 1) return `change ${data.change} comes after ${fate.changes}`;
  fate.changes = data.change;
  if (fate.revoked) return 'the message was recalled before';
  if (event.type === 'MessageRevoked') fate.revoked = true;
  if (event.type === 'MessageModified') {
    if (event.data.version !== fate.version + 1) return `version ${event.data.version} comes after ${fate.version}`;
    fate.version = event.data.version;
  }
  if (event.type === 'ReactionChanged') {
    const { reaction, user, added } = event.data;
    const users = fate.reactions.get(reaction) ?? new Set();
    if (users.has(user) === added) return `${user} ${added ? 'has reacted so' : 'has not reacted so'} already`;
    if (added) users.add(user);
    else users.delete(user);
    fate.reactions.set(reaction, users);
  }
  return undefined;
}

/** The history says of each message what its fold says. */
export async function asFolded(node: Node, events: readonly Envelope[], fates: Fates): Promise<string[]> {
  const root: Caller = { app: 1, user: 'root', admin: true, platform: 'Server', instance: 0, requestId: '' };
  const { queries } = node.projections;
  const problems: string[] = [];
  for (const { type, stream, data } of events) {
    if (type !== 'C2cMessageSent' || categoryOf(stream) !== 'c2c') continue;
    const [one = '', other = ''] = parseStream(stream).ids;
    const fate = fates.of(stream, data.seq) ?? fresh();
    const [found] = await queries.reactions(root, { place: { users: [one, other] }, messages: [data.seq], users: 100 });
    const given = (found?.reactions ?? []).map(({ reaction, users }) => `${reaction} ${[...users].sort()}`).sort();
    const folded = [...fate.reactions].filter(([, users]) => users.size > 0);
    const expected = folded.map(([reaction, users]) => `${reaction} ${[...users].sort()}`).sort();
    if (given.join() !== expected.join()) problems.push(`${stream} ${data.seq}: reactions ${given}, not ${expected}`);
    for (const [viewer, peer] of [
      [one, other],
      [other, one],
    ] as const) {
      const [seen] = await queries.peerMessages(root, { viewer, peer, seqs: [data.seq] });
      const hidden = fate.deletedBy.has(viewer) || data.seq <= fates.clearedBy(stream, viewer);
      if ((seen === undefined) !== hidden)
        problems.push(`${viewer} ${hidden ? 'sees' : 'misses'} ${stream} ${data.seq}`);
      const { version = 0, revoked, confirmed = 0 } = seen?.state ?? {};
      if (seen === undefined) continue;
      if (version !== fate.version)
        problems.push(`${stream} ${data.seq} is at version ${version}, not ${fate.version}`);
      if ((revoked !== undefined) !== fate.revoked)
        problems.push(`${stream} ${data.seq}: recalled is ${!fate.revoked}`);
      if (confirmed !== fate.confirmedBy.size) problems.push(`${stream} ${data.seq}: ${confirmed} have confirmed it`);
    }
  }
  return problems;
}
