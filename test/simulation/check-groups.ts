import { decodeBody } from '../../actors/message/body.ts';
import type { Caller } from '../../events/caller.ts';
import type { Envelope } from '../../events/envelope.ts';
import type { GroupEvents } from '../../events/group/events.ts';
import { categoryOf, communityStreamOf, parseStream } from '../../events/stream.ts';
import { isMessageEvent } from '../../gateway/delivery/message-notices.ts';
import type { Fates } from './check-messages.ts';
import { contentOf, type Device } from './device.ts';
import type { Node } from './node.ts';

/** One group or topic as its events leave it, folded in the plainest way. */
interface Place {
  readonly entries: { readonly seq: number; readonly author: string; readonly content: string }[];
  readonly members: Map<string, number>;
  /** Whoever has been one. */
  readonly everMembers: Map<string, number>;
  lastSeq: number;
  alive: boolean;
}

/** What must hold of groups when a world has come to rest: what is wrong, in words. */
export async function groupProblems(
  node: Node,
  devices: readonly Device[],
  events: readonly Envelope[],
  users: readonly string[],
  fates: Fates,
): Promise<string[]> {
  const { places, problems } = fold(events);
  return [
    ...problems,
    ...devices.flatMap((device) => acknowledgedIsStored(device, events)),
    ...devices.flatMap(toldOnceAndInOrder),
    ...(await asTheLogSays(node, places, users, fates)),
  ];
}

/** Lives of groups, one after the other; a step that could not have happened is a problem. */
function fold(events: readonly Envelope[]) {
  const places = new Map<string, Place>();
  const problems: string[] = [];
  const at = (stream: string): Place => {
    const place = places.get(stream) ?? {
      entries: [],
      members: new Map(),
      everMembers: new Map(),
      lastSeq: 0,
      alive: false,
    };
    places.set(stream, place);
    return place;
  };
  for (const event of events) {
    const category = categoryOf(event.stream);
    if (category !== 'group' && category !== 'topic') continue;
    const place = at(event.stream);
    // A topic acts with the leave that its community gave a moment before: who has left since may still be heard.
    const members = category === 'topic' ? at(communityStreamOf(event.stream)).everMembers : place.members;
    const wrong = (what: string) => problems.push(`${event.id} ${event.type}: ${what}`);
    const data = event.data as Partial<GroupEvents['GroupMessageSent']> & { readonly by?: string };
    if (category === 'group' && !place.alive && event.type !== 'GroupCreated') wrong('there is no group');
    // What happens to a message later names its number, and takes none.
    if ((data.seq ?? 0) > 0 && !isMessageEvent(event)) {
      if (data.seq !== place.lastSeq + 1) wrong(`${data.seq} comes after ${place.lastSeq}`);
      place.lastSeq = data.seq ?? 0;
      const author = event.type === 'MemberQuit' ? '' : (data.from ?? data.by ?? '');
      const content = data.body ? contentOf({ body: decodeBody(data.body) as never }) : '';
      place.entries.push({ seq: place.lastSeq, author, content });
    }
    const step = steps[event.type as keyof typeof steps] as
      | ((place: Place, data: unknown) => string | undefined)
      | undefined;
    const problem = step?.({ ...place, members } as Place, event.data);
    if (problem !== undefined) wrong(problem);
    for (const [user, seq] of place.members) place.everMembers.set(user, seq);
    if (event.type === 'GroupCreated') Object.assign(place, { entries: [], alive: true });
    if (event.type === 'GroupDissolved') Object.assign(place, { entries: [], alive: false });
  }
  return { places, problems };
}

/** What each event does to who is a member, and why it could not be. */
const steps: { readonly [T in keyof GroupEvents]?: (place: Place, data: GroupEvents[T]) => string | undefined } = {
  GroupCreated: ({ members, alive }) => {
    members.clear();
    return alive ? 'it is there already' : undefined;
  },
  GroupDissolved: ({ members }) => {
    members.clear();
    return undefined;
  },
  MembersJoined: ({ members, lastSeq }, { members: joined }) => {
    const twice = joined.filter(({ user }) => members.has(user));
    for (const { user } of joined) members.set(user, lastSeq);
    return twice.length > 0 ? 'somebody is a member already' : undefined;
  },
  MemberQuit: ({ members }, { user }) => (members.delete(user) ? undefined : `${user} was no member`),
  MembersKicked: ({ members }, { users }) => {
    const strangers = users.filter((user) => !members.delete(user));
    return strangers.length > 0 ? `${strangers} were no members` : undefined;
  },
  GroupMessageSent: ({ members }, { from }) => (members.has(from) ? undefined : `${from} is no member`),
  GroupRead: ({ members, lastSeq }, { user, upToSeq }) => {
    if (!members.has(user)) return `${user} is no member`;
    return upToSeq > lastSeq ? 'what is not there was read' : undefined;
  },
};

/** With its number, and once: a repetition that comes after the end of a group is a message to the next one of its id. */
function acknowledgedIsStored({ name, groups }: Device, events: readonly Envelope[]): string[] {
  const stored = new Map<string, { readonly seq: number; readonly life: string }[]>();
  const lives = new Map<string, number>();
  for (const { type, stream, data } of events) {
    const life = lives.get(stream) ?? 0;
    if (type === 'GroupCreated' || type === 'TopicOpened') lives.set(stream, life + 1);
    if (type !== 'GroupMessageSent') continue;
    const content = contentOf({ body: decodeBody(data.body) as never });
    stored.set(content, [...(stored.get(content) ?? []), { seq: data.seq, life: `${stream} ${life}` }]);
  }
  return groups.acknowledged.flatMap(({ content, seq }) => {
    const found = stored.get(content) ?? [];
    const once = new Set(found.map(({ life }) => life)).size === found.length;
    if (once && found.some((one) => one.seq === seq)) return [];
    return [`${name}: ${content} was acknowledged as ${seq}, stored as ${found.map((one) => one.seq)}`];
  });
}

/** Live pushes may stop while a device is away, but none comes twice, and none before another. */
function toldOnceAndInOrder({ name, groups }: Device): string[] {
  const last = new Map<string, number>();
  return groups.received.flatMap(({ group, seq }) => {
    const before = last.get(group) ?? 0;
    last.set(group, seq);
    return seq > before ? [] : [`${name}: ${group} ${seq} was told after ${before}`];
  });
}

/** Memberships and unread of the projections are those of the fold. */
async function asTheLogSays(node: Node, places: ReadonlyMap<string, Place>, users: readonly string[], fates: Fates) {
  const problems: string[] = [];
  const { queries } = node.projections;
  for (const user of users) {
    const caller: Caller = { app: 1, user, admin: false, platform: 'Web', instance: 0, requestId: '' };
    const found = await queries.groupConversations(caller, { user });
    const expected = [...places].filter(([stream, { alive, members }]) => {
      return categoryOf(stream) === 'group' && alive && members.has(user);
    });
    const ids = expected.map(([stream]) => parseStream(stream).ids[0]);
    const listed = found.map(({ group }) => group.groupId);
    if (listed.sort().join() !== ids.sort().join()) problems.push(`${user} is in ${listed}, not in ${ids}`);
    for (const [stream, { entries, lastSeq }] of expected) {
      const one = found.find(({ group }) => group.groupId === parseStream(stream).ids[0]);
      const behind = entries.filter(({ seq, author }) => seq > (one?.self.readSeq ?? 0) && author !== user);
      const unread = behind.filter(({ seq }) => {
        const fate = fates.of(stream, seq);
        return fate === undefined || !(fate.revoked || fate.deletedBy.has(user));
      }).length;
      const shown = (one?.unread ?? 0) - (one?.ignored ?? 0);
      if (shown !== unread) problems.push(`${user} has ${shown} unread in ${stream}, not ${unread}`);
      if (one?.group.lastSeq !== lastSeq) problems.push(`${stream} is at ${one?.group.lastSeq}, not at ${lastSeq}`);
    }
  }
  return problems;
}
