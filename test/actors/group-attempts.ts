import type { Change } from '../../actors/group/membership.ts';
import type { ChangePermissionGroup } from '../../actors/group/permission-groups.ts';
import type { Actor } from '../../actors/group/rights.ts';
import type { EnterTopic } from '../../actors/group/topics.ts';
import type { Right } from '../../actors/group/types.ts';
import type { NewEvent } from '../../events/envelope.ts';
import type { GroupProfile, GroupType } from '../../events/group/events.ts';
import { GroupMessageFlag } from '../../events/group/events.ts';
import { EMPTY_TOPIC } from '../../events/group/topic-events.ts';
import type { Outcome } from './given.ts';
import { draft, group, people } from './group-stories.ts';

/** The five types, and communities in which permission groups decide (`bits`): nobody holds a bit there. */
export type Column = GroupType | 'bits';
export const columns: readonly Column[] = ['Work', 'Public', 'Meeting', 'AVChatRoom', 'Community', 'bits'];

type Story = ReturnType<typeof group>;
type Try = (column: Column, by: Actor) => Outcome;

/** A group of this column, and what happened in it since. */
export function groupIn(column: Column, ...more: NewEvent[]): Story {
  const story = group(column === 'bits' ? 'Community' : column, ...more);
  if (column !== 'bits') return story;
  const switched: NewEvent = {
    type: 'GroupProfileChanged',
    data: { changes: { enablePermission: true }, by: 'olga', seq: 0 },
  };
  return group('Community', switched, ...more);
}

export const TOPIC = 'g1@TOPIC#_one';

/** The same with a topic, where the type has topics, and a permission group, where it has those. */
function community(column: Column): Story {
  const topics = column === 'Community' || column === 'bits';
  const [created, ...rest] = groupIn(column).events;
  if (created?.type !== 'GroupCreated') throw new Error('the story begins otherwise');
  const data = { ...created.data, supportTopic: topics };
  const story = groupIn(column).with([{ type: 'GroupCreated', data }, ...rest]);
  const founded = topics ? story.after('createTopic', topic(people.owner, TOPIC)) : story;
  if (column !== 'bits') return founded;
  const crew = { by: people.owner, id: 'crew', name: 'Crew', custom: '', mask: '0' };
  return founded
    .after('createPermissionGroup', crew)
    .after('addPermissionMembers', { by: people.owner, id: 'crew', users: ['max'] });
}

const topic = (by: Actor, id: string) => ({
  by,
  topic: id,
  profile: { ...EMPTY_TOPIC, name: 'T' },
  importedAt: undefined,
});

/** A message of mia, where messages are kept. */
function written(column: Column): NewEvent[] {
  const outcome = groupIn(column).when('send', { by: people.owner, draft: draft('olga'), onlineOnly: false });
  return 'events' in outcome ? [...outcome.events] : [];
}

const profile =
  (changes: Partial<GroupProfile>): Try =>
  (column, by) =>
    groupIn(column).when('changeProfile', { by, changes });

const unchanged = { role: undefined, nameCard: undefined, remind: undefined, custom: undefined };
type MemberChange = Partial<Omit<Change, 'by' | 'user'>>;
const member =
  (user: string, change: MemberChange): Try =>
  (column, by) =>
    groupIn(column).when('changeMember', { ...unchanged, by, user, ...change });
/** Of oneself; administrators of the app are no members, and do it for one. */
const oneself =
  (change: MemberChange): Try =>
  (column, by) =>
    member(by.admin ? 'max' : by.user, change)(column, by);
const kick =
  (user: string, more: { readonly banSeconds?: number; readonly present?: readonly string[] } = {}): Try =>
  (column, by) =>
    groupIn(column).when('kick', { by, users: [user], reason: '', silent: false, ...more });
const mute =
  (user: string, seconds = 60): Try =>
  (column, by) =>
    groupIn(column).when('mute', { by, users: [user], seconds });
const ban =
  (user: string, seconds = 60): Try =>
  (column, by) =>
    groupIn(column).when('ban', { by, users: [user], seconds, reason: '' });
const send =
  (fields: Parameters<typeof draft>[1] = {}, onlineOnly = false): Try =>
  (column, by) =>
    groupIn(column).when('send', { by, draft: draft(by.user, fields), onlineOnly });
const attributes =
  (operation: 'set' | 'replace' | 'delete' | 'clear'): Try =>
  (column, by) => {
    const writes = operation === 'clear' ? [] : [{ key: 'k', value: 'v', seq: undefined }];
    const change = { writes, mainSeq: undefined };
    const story = groupIn(column).after('changeAttributes', { by: people.owner, operation: 'set', ...change });
    return story.when('changeAttributes', { by, operation, ...change });
  };
const counters =
  (operation: 'set' | 'increase' | 'decrease'): Try =>
  (column, by) =>
    groupIn(column).when('changeCounters', { by, operation, values: [['n', 1]], random: 0 });
const pins =
  (operation: 'pin' | 'unpin'): Try =>
  (column, by) =>
    groupIn(column, ...written(column)).when(operation, { by, messageSeq: 1 });
const permit =
  (right: Right): Try =>
  (column, by) =>
    groupIn(column).when('permit', { by, right });
const handle =
  (agreed: boolean): Try =>
  (column, by) => {
    const data = {
      applicant: 'newbie',
      inviter: '',
      decidedBy: 'admin' as const,
      text: '',
      authentication: 'a',
      requestedAt: 1,
    };
    const story = groupIn(column, { type: 'JoinRequested', data });
    return story.when('handle', { by, applicant: 'newbie', agreed, text: '', authentication: 'a' });
  };
const enter =
  (right: EnterTopic['right']): Try =>
  (column, by) =>
    community(column).when('enterTopic', { by, topic: TOPIC, right });

/** A batch answers for its items: what became of the only one. */
function ofItem(outcome: Outcome): Outcome {
  if ('code' in outcome) return outcome;
  const [item] = outcome.reply as readonly { readonly code: number }[];
  return item === undefined || item.code === 0 ? outcome : { code: item.code };
}

const change: Omit<ChangePermissionGroup, 'by'> = { id: 'crew', changes: { name: 'Crew 2' } };
const masks = { id: 'crew', masks: [[TOPIC, '1']] as const };

/** Everything that a group decides for somebody, tried on those below or beside him. */
export const attempts = {
  rename: profile({ name: 'New' }),
  introduce: profile({ introduction: 'New' }),
  notify: profile({ notification: 'New' }),
  changeFace: profile({ faceUrl: 'https://example.com/face.png' }),
  changeCustomFields: profile({ custom: [['level', '1']] }),
  changeJoinOption: profile({ joinOption: 'DisableApply' }),
  changeInviteOption: profile({ inviteOption: 'NeedPermission' }),
  changeMaxMembers: profile({ maxMembers: 9 }),
  changeNameAndOption: profile({ name: 'New', joinOption: 'DisableApply' }),
  muteAll: profile({ muteAll: true }),
  dissolve: (column, by) => groupIn(column).when('dissolve', { by }),
  transfer: (column, by) => groupIn(column).when('changeOwner', { by, owner: 'max' }),
  appoint: member('max', { role: 'Admin' }),
  dismiss: member('anna', { role: 'Member' }),
  join: (column, by) => groupIn(column).when('join', { by, text: '', authentication: 'a' }),
  quit: (column, by) => groupIn(column).when('quit', { by }),
  invite: (column, by) =>
    groupIn(column).when('add', {
      by,
      users: ['newbie'],
      impossible: new Map(),
      silent: false,
      imported: undefined,
      authentications: ['a'],
    }),
  approve: handle(true),
  refuse: handle(false),
  kickMember: kick('max'),
  kickAdmin: kick('anna'),
  kickOwner: kick('olga'),
  kickAndBan: kick('max', { banSeconds: 60 }),
  removeViewer: kick('max', { present: ['max'] }),
  removeAdminViewer: kick('anna', { present: ['anna'] }),
  muteMember: mute('max'),
  muteAdmin: mute('anna'),
  muteOwner: mute('olga'),
  unmuteMember: mute('max', 0),
  ban: ban('max'),
  banAdmin: ban('anna'),
  banOwner: ban('olga'),
  unban: ban('max', 0),
  ownNameCard: oneself({ nameCard: 'Card' }),
  ownCustomFields: oneself({ custom: [['k', 'v']] }),
  ownReceiveOption: oneself({ remind: 'Discard' }),
  nameCardOfMember: member('max', { nameCard: 'Card' }),
  nameCardOfAdmin: member('anna', { nameCard: 'Card' }),
  nameCardOfOwner: member('olga', { nameCard: 'Card' }),
  customFieldsOfMember: member('max', { custom: [['k', 'v']] }),
  receiveOptionOfMember: member('max', { remind: 'Discard' }),
  seeMembers: permit('seeMembers'),
  mark: permit('mark'),
  send: send(),
  sendWhileAllAreMuted: (column, by) =>
    groupIn(column)
      .after('changeProfile', { by: people.appAdmin, changes: { muteAll: true } })
      .when('send', { by, draft: draft(by.user), onlineOnly: false }),
  sendOnlineOnly: send({}, true),
  sendToSome: send({ to: ['max'] }),
  mention: send({ at: ['max'] }),
  mentionAll: send({ flags: GroupMessageFlag.atAll }),
  read: (column, by) => groupIn(column, ...written(column)).when('read', { user: by.user, upToSeq: 1 }),
  setAttributes: attributes('set'),
  replaceAttributes: attributes('replace'),
  deleteAttributes: attributes('delete'),
  clearAttributes: attributes('clear'),
  setCounters: counters('set'),
  increaseCounters: counters('increase'),
  decreaseCounters: counters('decrease'),
  deleteCounters: (column, by) => groupIn(column).when('deleteCounters', { by, keys: undefined }),
  pin: pins('pin'),
  unpin: pins('unpin'),
  createTopic: (column, by) => community(column).when('createTopic', topic(by, 'g1@TOPIC#_two')),
  deleteTopic: (column, by) => ofItem(community(column).when('deleteTopics', { by, topics: [TOPIC] })),
  lookAtTopic: enter('look'),
  sendToTopic: enter('send'),
  mentionAllInTopic: enter('mentionAll'),
  changeTopic: enter('changeTopic'),
  muteInTopic: enter('mute'),
  pinInTopic: enter('pin'),
  createPermissionGroup: (column, by) =>
    community(column).when('createPermissionGroup', { by, id: 'new', name: 'New', custom: '', mask: '0' }),
  changePermissionGroup: (column, by) => community(column).when('changePermissionGroup', { by, ...change }),
  deletePermissionGroup: (column, by) =>
    ofItem(community(column).when('deletePermissionGroups', { by, ids: ['crew'] })),
  addPermissionMember: (column, by) =>
    ofItem(community(column).when('addPermissionMembers', { by, id: 'crew', users: ['anna'] })),
  removePermissionMember: (column, by) =>
    ofItem(community(column).when('removePermissionMembers', { by, id: 'crew', users: ['max'] })),
  addTopicMask: (column, by) => ofItem(community(column).when('setTopicPermissions', { by, ...masks, how: 'add' })),
  removeTopicMask: (column, by) => {
    const start = community(column);
    const story =
      column === 'bits' ? start.after('setTopicPermissions', { by: people.owner, ...masks, how: 'add' }) : start;
    return ofItem(story.when('removeTopicPermissions', { by, id: 'crew', topics: [TOPIC] }));
  },
} as const satisfies Readonly<Record<string, Try>>;
export type Attempt = keyof typeof attempts;
