import Type, { type Static } from 'typebox';
import { Refused } from '../../events/refused.ts';
import type { RoomKey } from '../auth/room-key.ts';
import type { LiveRoom } from '../live/room.ts';
import type { Services } from '../services.ts';
import { type CommandTable, type Context, forSession, forVisitors, type Reply } from './command.ts';
import { groupFaults, groupId, onBothServices } from './group-command.ts';
import { groupNoticeEvent } from './group-pushes.ts';
import { itemsOf, recentItems } from './live-items.ts';
import type { Body } from './protocol.ts';

const joining = Type.Object({ GroupId: groupId });

/** wire-groups.md §6.2. `HoldTime` is not obeyed, and the long names are understood by whoever wants short ones. */
const polling = Type.Object({
  Key: Type.String({ minLength: 1, maxLength: 512 }),
  StartSeq: Type.Optional(Type.Integer({ minimum: 0 })),
  StartBroadcastSeq: Type.Optional(Type.Integer({ minimum: 0 })),
});

const recent = Type.Object({ GroupId: groupId, LongPollingKey: Type.String({ minLength: 1, maxLength: 512 }) });

/** How long a poll waits for something: clients give up after 15 s. */
const HOLD_MS = 10_000;
/** What a client says that has heard nothing yet. */
const FIRST_BROADCAST = 1;

/** Live rooms for clients that poll: those without a login (wire-groups.md §3.8, §6). The key says who asks, and for what. */
export const livePollingCommands: CommandTable = {
  'group_open_http_noauth_svc.apply_join_group': forVisitors(joining, groupFaults, join),
  'group_open_long_polling_http_noauth_svc.get_msg': forVisitors(polling, { otherwise: 10004 }, poll),
  'group_open_long_polling_http_svc.get_msg': forVisitors(polling, { otherwise: 10004 }, poll),
  // A client that was given the key by somebody else asks for what was said lately (wire-groups.md §6.8).
  ...onBothServices({
    get_huge_group_msg: forSession(recent, groupFaults, ({ services }, { GroupId, LongPollingKey }) => {
      const key = openKey(services, LongPollingKey);
      if (key.group !== GroupId) throw new Refused(10004, 'the LongPollingKey is that of another room');
      return { RspMsgList: recentItems(services, key.app, key.group) };
    }),
  }),
};

/** @throws Refused 10004. */
function openKey({ auth }: Services, text: string): RoomKey {
  const key = auth.openRoomKey(text);
  if (key === undefined) throw new Refused(10004, 'the key is not one of this server');
  return key;
}

async function join({ services, socket, head }: Context, { GroupId: group }: Static<typeof joining>): Promise<Reply> {
  const app = head.sdkappid;
  if (!services.auth.hasApp(app)) throw new Refused(60006, 'sdkappid is not valid');
  await services.commands.visitLiveRoom(app, group);
  const { guest } = socket;
  const room = services.rooms.visit(app, group, guest);
  if (room === undefined) throw new Refused(10014, 'the room is full of visitors', true);
  const from = room.recent.last;
  const LongPollingKey = services.auth.issueRoomKey({ app, group, guest, from });
  return { JoinedStatus: 'JoinedSuccess', HugeGroupFlag: 1, LongPollingKey, StartSeq: from };
}

async function poll({ services, socket }: Context, body: Static<typeof polling>): Promise<Reply> {
  const key = openKey(services, body.Key);
  const { app, group, guest } = key;
  const room = services.rooms.visit(app, group, guest);
  if (room === undefined) return ended(key, body, services);
  const broadcasts = services.rooms.broadcasts(app);
  // A position of a clock that was ahead would wait for ever.
  const start = Math.min(body.StartSeq || key.from, room.recent.last);
  const visitor = room.guests.get(guest);
  const asked = body.StartBroadcastSeq ?? FIRST_BROADCAST;
  // Clients without a login never say what they have heard (seen with both versions).
  const heard = Math.min(asked > FIRST_BROADCAST ? asked : (visitor?.heard ?? broadcasts.last), broadcasts.last);
  if (room.recent.last === start && broadcasts.last === heard) {
    await next(room);
    if (socket.connection.open) services.rooms.visit(app, group, guest);
  }
  const entries = room.recent.after(start);
  const messages = broadcasts.after(heard);
  if (visitor !== undefined) visitor.heard = broadcasts.last;
  return {
    Key: body.Key,
    // Numbers begin anew, and above the old ones, when the server does: who comes from before is led there.
    NextSeq: room.recent.last,
    RspMsgList: itemsOf(services.auth, entries),
    NextBroadcastSeq: broadcasts.last,
    ...(messages.length > 0 && { RspBroadcastMsgList: itemsOf(services.auth, messages) }),
  };
}

/** Until something is said in the room, or to all rooms, or for as long as a poll may last. */
function next(room: LiveRoom): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      stop();
      resolve();
    };
    const timer = setTimeout(end, HOLD_MS);
    const stop = room.recent.onNext(end);
  });
}

/** The room was dissolved while nobody waited: only being told so makes a client stop asking. */
function ended({ app, group }: RoomKey, { Key, StartSeq = 0 }: Static<typeof polling>, services: Services): Reply {
  const { GroupTips } = groupNoticeEvent({
    kind: 'groupNotice',
    app,
    group: { groupId: group, type: 'AVChatRoom', name: '' },
    to: '',
    code: 'dissolved',
    operator: { user: '', nick: '', faceUrl: '' },
    time: Math.floor(services.clock.now() / 1000),
    text: '',
    authentication: '',
    requestedAt: 0,
    position: 0,
  }) as { readonly GroupTips: readonly [Body] };
  return { Key, NextSeq: StartSeq, RspMsgList: [{ Event: 5, ...GroupTips[0] }] };
}
