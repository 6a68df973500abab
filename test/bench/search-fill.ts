import { join } from 'node:path';
import type { EventData, NewEvent } from '../../events/envelope.ts';
import { EMPTY_PROFILE } from '../../events/group/events.ts';
import { openLmdbLog } from '../../events/lmdb/open.ts';
import { c2cStream, groupStream, streamName } from '../../events/stream.ts';
import { APP, pack, userOf } from './dialects.ts';

/** People, the conversations each has with the next ones, and groups. */
export const USERS = 2000;
const PEERS = 5;
const GROUPS = 100;
const GROUP_MEMBERS = 50;
/** Of this many messages one is in a group. */
const ONE_IN_GROUPS = 5;
const APPENDS = 10_000;
const T0 = 1_795_000_000;

/** Words of two characters; some are said much more often than others. */
const words = Array.from({ length: 8000 }, (_, n) =>
  String.fromCodePoint(0x4e00 + ((n * 7919) % 3000), 0x4e00 + ((n * 104_729) % 3000)),
);
const latin = ['meeting', 'tomorrow', 'budget', 'server', 'release', 'coffee', 'ok', 'thanks', 'report', 'draft'];

/** Repeats itself from run to run. */
export function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 0x1_0000_0000;
  };
}

export function wordOf(random: () => number): string {
  return words[Math.floor(random() ** 3 * words.length)] ?? '';
}

function sentence(random: () => number): string {
  const length = 4 + Math.floor(random() * 9);
  const said = Array.from({ length }, () => wordOf(random)).join('');
  return random() < 0.3 ? `${said}, ${latin[Math.floor(random() * latin.length)]}` : said;
}

/** Writes a log of so many messages, beside the people and groups that they need. */
export async function fillLog(folder: string, messages: number): Promise<void> {
  const log = await openLmdbLog({ path: join(folder, 'log'), durability: 'relaxed' });
  const random = randomOf(1);
  const revisions = new Map<string, number>();
  let appends: Promise<unknown>[] = [];
  const append = async <E extends NewEvent['type']>(stream: string, type: E, data: EventData[E]): Promise<void> => {
    const revision = revisions.get(stream) ?? -1;
    revisions.set(stream, revision + 1);
    const meta = { actor: 'bench', instance: 0, requestId: '', causation: '' };
    // The union of NewEvent pairs each type with its data, and so do the parameters.
    appends.push(log.append(stream, revision, [{ type, data } as NewEvent], { time: T0 * 1000, meta }));
    if (appends.length < APPENDS) return;
    await Promise.all(appends);
    appends = [];
  };
  for (let n = 0; n < USERS; n++) {
    const data = { by: 'import', nick: `${wordOf(random)} ${n}`, faceUrl: '' } as const;
    await append(streamName('user', APP, userOf(n)), 'AccountCreated', data);
  }
  for (let g = 0; g < GROUPS; g++) await newGroup(append, g);
  const seqs = new Map<string, number>();
  for (let n = 0; n < messages; n++) {
    const inGroup = n % ONE_IN_GROUPS === 0;
    const [from, to] = [n % USERS, (n + 1 + (Math.floor(n / USERS) % PEERS)) % USERS];
    const g = Math.floor(n / ONE_IN_GROUPS) % GROUPS;
    const stream = inGroup ? groupStream(APP, `group${g}`) : c2cStream(APP, userOf(from), userOf(to));
    const seq = (seqs.get(stream) ?? 0) + 1;
    seqs.set(stream, seq);
    const body = pack([[{ MsgType: 'TIMTextElem', MsgContent: { Text: sentence(random) } }], '']);
    const common = { seq, time: T0 + Math.floor(n / 1000), msgSeq: n, random: n, clientTime: T0, flags: 0, body };
    const shown = { nick: '', faceUrl: '', offlinePush: '' };
    if (inGroup) {
      const member = userOf((g * GROUP_MEMBERS + (n % GROUP_MEMBERS)) % USERS);
      const data = { ...common, ...shown, from: member, priority: 'Normal', nameCard: '', at: [], to: [] } as const;
      await append(stream, 'GroupMessageSent', data);
    } else await append(stream, 'C2cMessageSent', { ...common, ...shown, from: userOf(from), to: userOf(to) });
  }
  await Promise.all(appends);
  await log.close();
}

type Append = <E extends NewEvent['type']>(stream: string, type: E, data: EventData[E]) => Promise<void>;

async function newGroup(append: Append, g: number): Promise<void> {
  const groupId = `group${g}`;
  const stream = groupStream(APP, groupId);
  await append(stream, 'GroupCreated', {
    groupId,
    type: 'Public',
    owner: '',
    profile: { ...EMPTY_PROFILE, name: groupId },
    supportTopic: false,
    createdAt: T0,
    imported: true,
    by: '',
  });
  const members = Array.from({ length: GROUP_MEMBERS }, (_, at) => ({
    user: userOf((g * GROUP_MEMBERS + at) % USERS),
    role: 'Member' as const,
    joinedAt: T0,
    custom: [],
  }));
  await append(stream, 'MembersJoined', { members, how: 'imported', by: '', seq: 0 });
}
