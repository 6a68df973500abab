import t, { type Test } from 'tap';
import type { Notice } from '../../gateway/delivery/notice.ts';
import { APP, fakeServices, fakeSig } from './fake-services.ts';
import { messageRow } from './group-rows.ts';
import { Phone } from './phone.ts';
import { serve, WireClient } from './wire-client.ts';

/** A server with bob, whose connection was cut and who has just logged in again. */
async function back(t: Test) {
  const fake = fakeServices();
  const { url, stop } = await serve(fake);
  t.teardown(stop);
  const first = await WireClient.open(url);
  await first.login('bob');
  first.close();
  const bob = await WireClient.open(url);
  t.teardown(() => bob.close());
  Object.assign(bob, { a2: first.a2, tinyid: first.tinyid });
  const written = (position: number): Notice => ({
    kind: 'groupMessage',
    app: APP,
    group: { groupId: 'g1', type: 'Public', name: 'G' },
    message: messageRow(position),
    position,
  });
  const phone = await Phone.login(url, 'ann', fakeSig('ann'));
  t.teardown(() => phone.close());
  return {
    phone,
    bob,
    login: () => bob.ask('im_open_status.wslogin', { State: 'Online' }),
    write: (position: number) => fake.tell(written(position), 'ann', 'bob'),
    sync: () => bob.ask('openim.getmsg', { Cookie: 'p0', SyncFlag: 0 }),
    heard: () => bob.pushes.map(({ body }) => body.SessionData),
  };
}

t.test(
  'who comes back is told nothing new before he has asked for what he missed (wire-groups.md §12.4)',
  async (t) => {
    const { bob, login, write, sync, heard } = await back(t);
    t.equal((await login()).ErrorCode, 0);
    write(1);
    write(2);
    t.equal((await bob.ask('im_open_status.wshello')).ErrorCode, 0, 'answers do not wait');
    t.same(heard(), []);
    await sync();
    await bob.until(() => heard().length === 2);
    write(3);
    await bob.until(() => heard().length === 3);
    t.same(heard(), ['1', '2', '3'], 'in the order of the log, and at once from then on');
  },
);

t.test('what the list of conversations has counted is told without counting once more', async (t) => {
  const { bob, login, write, sync, heard, phone } = await back(t);
  await login();
  await phone.send('eve', 'one event in the log');
  write(1);
  await bob.ask('recentcontact.page_get', { TimeStamp: 0, StartIndex: 0 });
  write(2);
  await sync();
  await bob.until(() => heard().length === 2);
  const controls = bob.pushes.map(({ body }) => {
    const [event] = body.EventArray as readonly { readonly GroupMsgArray: readonly Record<string, unknown>[] }[];
    return event?.GroupMsgArray[0]?.SendMsgControl;
  });
  t.same(controls, [{ NoUnread: 1 }, undefined]);
});

t.test('a new login, which has nothing to compare, is told at once', async (t) => {
  const { bob, write, heard } = await back(t);
  await bob.login('bob');
  write(1);
  await bob.until(() => heard().length === 1);
  t.same(heard(), ['1']);
});
