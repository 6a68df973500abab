import t from 'tap';
import { encodeBody } from '../../actors/message/body.ts';
import { MessageFlag } from '../../events/c2c/events.ts';
import { admin, caller, created, given, read, sent, T0 } from './given.ts';

const custom = (Data: string, cloudCustomData = '') =>
  encodeBody({ elements: [{ MsgType: 'TIMCustomElem', MsgContent: { Data, Desc: '', Ext: '' } }], cloudCustomData });
const invitation = (id: string) => custom(JSON.stringify({ businessID: 1, inviteID: id, actionType: 1 }));
const silent = MessageFlag.noUnread | MessageFlag.noLastMsg;
const at = (ago: number) => T0 + 10_000 - ago;

t.test('invitations that may be open: unread ones, and those of the last hour though they do not count', async (t) => {
  const world = await given([
    ...['alice', 'bob', 'carol', 'dave'].map((user) => created(user)),
    sent('bob', 'alice', 1, { time: at(9000), body: invitation('unread and old') }),
    sent('bob', 'alice', 2, { time: at(8000) }),
    sent('carol', 'alice', 1, { time: at(3601), flags: silent, body: invitation('too old') }),
    sent('carol', 'alice', 2, { time: at(3599), flags: silent, body: invitation('silent') }),
    sent('alice', 'carol', 3, { time: at(10), flags: silent, body: custom('{}', '{"type":"tsignaling"}') }),
    sent('dave', 'alice', 1, { time: at(10), body: invitation('read') }),
    read('alice', 'dave', 1, at(5)),
    sent('dave', 'bob', 1, { time: at(10), body: invitation('of others') }),
  ]);
  world.now = (T0 + 10_000) * 1000;
  const found = await world.queries.recentSignaling(caller('alice'), { user: 'alice' });
  t.same(
    found.map(({ message }) => `${message.from} ${message.seq}`),
    ['bob 1', 'carol 2', 'alice 3', 'dave 1'],
    'in the order of the log; no ordinary message',
  );
  t.same(await world.queries.recentSignaling(admin, { user: 'nobody' }), []);
  await t.rejects(world.queries.recentSignaling(caller('bob'), { user: 'alice' }), { code: 60010 });
});
