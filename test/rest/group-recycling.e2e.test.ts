import t from 'tap';
import { Phone } from '../websdk/phone.ts';
import { GroupServer } from './group-server.ts';

t.test('a group in which nothing happens is dissolved, and its members are told so #444 #445', async (t) => {
  const rest = await GroupServer.start({ YANSHU_RECYCLE_IDLE_GROUPS_AFTER: '2' });
  t.teardown(() => rest.server.stop());
  const bob = await Phone.login(rest.server.wsUrl, 'bob', rest.server.sign('bob'));
  t.teardown(() => bob.close());
  const [idle, room] = await Promise.all([rest.group('Public'), rest.group('AVChatRoom')]);
  const notice = () =>
    bob.wire.pushes
      .map(({ body }) => JSON.stringify(body))
      .find((body) => body.includes('"ReportType":11') && body.includes(`"ToGroupId":"${idle}"`));
  await bob.wire.until(() => notice() !== undefined);
  t.match(await rest.info(idle), { ErrorCode: 10010 });
  t.match(await rest.info(room), { ErrorCode: 0 }, 'live rooms stay');
});
