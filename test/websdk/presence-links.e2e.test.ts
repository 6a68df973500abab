import t from 'tap';
import WebSocket from 'ws';
import { BinaryClient } from '../../gateway/binary/client/index.ts';
import { APP, TestServer } from '../conformance/server.ts';
import { deafen, device } from './status-scene.ts';

const server = await TestServer.start({
  YANSHU_WEB_LINK_TIMEOUT: '3',
  YANSHU_NATIVE_LINK_TIMEOUT: '10',
  YANSHU_LOGIN_POLICY: 'multi',
});
t.teardown(() => server.stop());

/** A WebSocket that is open and answers nothing any more, as when the network is gone. */
class Deaf extends WebSocket {
  constructor(url: string) {
    super(url, { autoPong: false });
  }
}

t.test(
  'a link that falls silent is lost after its time; one that only answers pings is kept #58 #60 #64',
  async (t) => {
    const watcher = await device(t, server, 'watcher');
    await server.rest('im_open_login_svc/multiaccount_import', { Accounts: ['page', 'phone', 'mini', 'quiet'] });
    await watcher.ask('ws_status_subscribe', { To_Account: ['page', 'phone', 'mini', 'quiet'] });
    const [page, mini, quiet] = [
      await device(t, server, 'page'),
      await device(t, server, 'mini', 'MiniProgram'),
      await device(t, server, 'quiet'),
    ];
    const phone = new BinaryClient({
      url: `${server.wsUrl}/ws`,
      app: APP,
      user: 'phone',
      userSig: server.sign('phone'),
      platform: 'Android',
      device: 'phone',
      WebSocket: Deaf,
      heartbeatMs: 1_000_000,
      backoffMs: [1_000_000, 1_000_000],
    });
    await phone.connect();
    t.teardown(() => phone.close());
    await watcher.hears('phone', '1');
    for (const one of [page, mini]) deafen(one);
    await Promise.all([watcher.hears('page', '3'), watcher.hears('mini', '3')]);
    t.notOk(watcher.told('phone').includes('2'), 'native clients are given longer');
    await watcher.hears('phone', '2');
    t.same(watcher.told('quiet'), ['1'], 'it has said nothing for as long, and answered');
    t.equal(quiet.wire.closedWith, undefined);
  },
);
