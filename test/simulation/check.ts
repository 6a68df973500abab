import { decodeBody } from '../../actors/message/body.ts';
import { noConversationLimits } from '../../actors/user/conversations/limits.ts';
import { MessageFlag } from '../../events/c2c/events.ts';
import type { Caller } from '../../events/caller.ts';
import type { Envelope } from '../../events/envelope.ts';
import { c2cStream } from '../../events/stream.ts';
import { verifyBlocks } from '../../events/verify.ts';
import type { Message } from '../../gateway/binary/client/index.ts';
import { MemoryStore, openProjections, type ProjectionStore } from '../../projections/index.ts';
import { groupProblems } from './check-groups.ts';
import { asFolded, type Fates, fatesOf } from './check-messages.ts';
import { contentOf, type Device } from './device.ts';
import type { Node } from './node.ts';
import { USERS, type World } from './world.ts';

type Sent = Envelope<'C2cMessageSent'>;

/** Everything that must hold when a world has come to rest: what is wrong, in words. */
export async function problemsOf(world: World): Promise<string[]> {
  const { node } = world;
  if (node === undefined) return ['there is no server'];
  const events: Envelope[] = [];
  for await (const event of node.log.readAll()) events.push(event);
  const fates = fatesOf(events);
  const messages = events.filter((event): event is Sent => event.type === 'C2cMessageSent');
  return [
    ...verifyBlocks(world.disk.blocks).damages.map(String),
    ...conversations(messages),
    ...world.devices.flatMap((device) => transcript(device, messages)),
    ...storedOnce(world.devices, messages),
    ...fates.problems,
    ...(await asFolded(node, events, fates)),
    ...(await unread(node, events, fates)),
    ...(await groupProblems(node, world.devices, events, USERS, fates)),
    ...(await replay(node, world)),
  ];
}

const text = ({ data }: Sent): string => contentOf({ body: decodeBody(data.body) as never });
const between = (message: Sent, one: string, other: string) =>
  (message.data.from === one && message.data.to === other) || (message.data.from === other && message.data.to === one);

/** Each conversation counts 1, 2, 3 …, and its time does not go back. */
function conversations(messages: readonly Sent[]): string[] {
  const last = new Map<string, Sent['data']>();
  return messages.flatMap(({ stream, data }) => {
    const before = last.get(stream);
    last.set(stream, data);
    if (data.seq !== (before?.seq ?? 0) + 1) return [`${stream}: ${data.seq} comes after ${before?.seq}`];
    return data.time < (before?.time ?? 0) ? [`${stream}: the time of ${data.seq} goes back`] : [];
  });
}

/** A device was told every message of its user that it did not send itself: once, in the order of the log. */
function transcript(device: Device, messages: readonly Sent[]): string[] {
  const { name, user, problems } = device;
  const wanted = messages.filter(({ data }) => data.from === user || data.to === user);
  const expected = wanted
    .filter((message) => !device.sent.has(text(message)))
    .map((message) => named(message.data, text(message)));
  const original = new Map(wanted.map((message) => [named(message.data, ''), text(message)]));
  // What was recalled or changed before it arrived says something else: it is known by its number.
  const got = device.received.map((message) =>
    named(message, message.state === undefined ? contentOf(message) : (original.get(named(message, '')) ?? '')),
  );
  const at = expected.findIndex((content, index) => got[index] !== content);
  const differs = at >= 0 || got.length !== expected.length;
  return [
    ...problems.map((problem) => `${name}: ${problem}`),
    ...(differs ? [`${name}: got ${got.length} of ${expected.length}; at ${at}: ${got[at]}, not ${expected[at]}`] : []),
  ];
}

/** A message by its place in the conversation, and what it says. */
function named({ from, to, seq }: Pick<Message, 'from' | 'to' | 'seq'>, content: string): string {
  return `${from} to ${to} ${seq}: ${content}`;
}

/** Whatever was sent is stored once, where its acknowledgement says. */
function storedOnce(devices: readonly Device[], messages: readonly Sent[]): string[] {
  const places = new Map<string, Sent[]>();
  for (const message of messages) places.set(text(message), [...(places.get(text(message)) ?? []), message]);
  return devices.flatMap((device) => [
    ...[...device.sent]
      .filter((content) => places.get(content)?.length !== 1)
      .map((content) => `${content} is stored ${places.get(content)?.length ?? 0} times`),
    ...device.acknowledged
      .filter(({ content, seq, peer }) => {
        const [place] = places.get(content) ?? [];
        return place === undefined || place.data.seq !== seq || !between(place, device.user, peer);
      })
      .map(({ content, seq }) => `${content} was acknowledged as ${seq}, which is not so`),
  ]);
}

/** Unread and read marks are what the log says, computed here in the simplest way. */
async function unread(node: Node, events: readonly Envelope[], fates: Fates): Promise<string[]> {
  const found: string[] = [];
  for (const user of USERS) {
    const caller: Caller = { app: 1, user, admin: false, platform: 'Web', instance: 0, requestId: '' };
    const page = await node.projections.queries.conversations(caller, { user, limit: 100 });
    for (const peer of USERS) {
      const row = page.conversations.find((conversation) => conversation.peer === peer);
      // What was cleared is read.
      let mark = peer === user ? 0 : fates.clearedBy(c2cStream(1, user, peer), user);
      for (const { type, data } of events) {
        if (type === 'C2cRead' && data.reader === user && data.peer === peer) mark = Math.max(mark, data.upToSeq);
      }
      const counted = events.filter(
        ({ type, data, stream }) =>
          type === 'C2cMessageSent' &&
          !isGone(fates, stream, data.seq, user) &&
          data.from === peer &&
          data.to === user &&
          data.seq > mark &&
          (data.flags & MessageFlag.noUnread) === 0,
      ).length;
      if ((row?.unread ?? 0) !== counted) found.push(`${user} has ${row?.unread} unread of ${peer}, not ${counted}`);
      if ((row?.readSeq ?? 0) !== mark) found.push(`${user} has read ${peer} to ${row?.readSeq}, not ${mark}`);
    }
  }
  return found;
}

/** Recalled, or deleted by this user. */
function isGone(fates: Fates, stream: string, seq: number, user: string): boolean {
  const fate = fates.of(stream, seq);
  return fate !== undefined && (fate.revoked || fate.deletedBy.has(user));
}

/** Projections that lived through everything are byte for byte those that are built from the log alone. */
async function replay(node: Node, world: World): Promise<string[]> {
  const rebuiltStore = new MemoryStore();
  const rebuilt = openProjections({
    log: node.log,
    store: rebuiltStore,
    connections: { connectedPlatforms: () => [], joinedLiveRoom: () => undefined, inLiveRoom: () => 0 },
    clock: { now: () => world.scheduler.now },
    limits: () => noConversationLimits,
    report: (problem) => world.reports.push(problem),
    timers: { after: () => () => {}, nextTurn: () => Promise.resolve() },
  });
  // Following the log goes through the world's clock: it has to move for both to finish.
  const done = Promise.all([node.projections.runner.flush(), rebuilt.start().then(() => rebuilt.runner.flush())]);
  let finished = false;
  void done.then(() => {
    finished = true;
  });
  await world.scheduler.until(() => finished, 1000);
  const [live, anew] = [await dump(world.store), await dump(rebuiltStore)];
  const names = new Set([...live.keys(), ...anew.keys()]);
  return [...names]
    .filter((name) => live.get(name) !== anew.get(name))
    .map((name) => `row ${JSON.stringify(name)} is ${live.get(name)}, rebuilt ${anew.get(name)}`);
}

/** Every row but the snapshots of actors, which are no projection. */
async function dump(store: ProjectionStore): Promise<Map<string, string>> {
  const rows = new Map<string, string>();
  for await (const { partition, sort, value } of store.dump('')) {
    if (partition === 'snapshots') continue;
    rows.set(`${partition} ${sort}`, Buffer.from(value).toString('hex'));
  }
  return rows;
}
