import t from 'tap';
import { People } from './people.ts';
import { connect, TestServer } from './server.ts';

t.test('profiles over the binary protocol', async (t) => {
  const server = await TestServer.start(t.testdir());
  const { port } = server;
  const heard = { phone: new People(), page: new People(), bob: new People(), carol: new People() };
  const [phone, page, bob, carol] = await Promise.all([
    connect(port, 'alice', { listener: heard.phone, platform: 'Android', device: 'phone' }),
    connect(port, 'alice', { listener: heard.page, platform: 'Web', device: 'page' }),
    connect(port, 'bob', { listener: heard.bob }),
    connect(port, 'carol', { listener: heard.carol }),
  ]);
  t.teardown(async () => {
    for (const client of [phone, page, bob, carol]) client.close();
    await server.stop();
  });
  await bob.relations.friends.add([{ peer: 'alice', source: 'AddSource_Type_Test' }], false);

  await t.test(
    'a change keeps what it does not name; friends and own devices are told, strangers are not #93 #95 #97 #154',
    async (t) => {
      await phone.profiles.change({ nick: 'Alice', fields: { SelfSignature: 'hi', BirthDay: 19900101 } });
      await phone.profiles.change({ faceUrl: 'https://example.com/a.png', fields: { SelfSignature: '' } });
      const alice = { user: 'alice', nick: 'Alice', faceUrl: 'https://example.com/a.png' };
      for (const listener of [heard.phone, heard.page, heard.bob]) {
        await listener.told(() => listener.profiles.length >= 2);
        t.same(listener.profiles, [
          { ...alice, faceUrl: '', fields: { SelfSignature: 'hi', BirthDay: 19900101 } },
          { ...alice, fields: { SelfSignature: '' } },
        ]);
      }
      t.same(
        await bob.profiles.get(['nobody', 'alice', 'carol']),
        [null, { ...alice, fields: { BirthDay: 19900101 } }, { user: 'carol', nick: '', faceUrl: '', fields: {} }],
        'in the order asked for',
      );
      t.same(await carol.profiles.get(['alice']), [{ ...alice, fields: { BirthDay: 19900101 } }], 'open to strangers');
      t.same(heard.carol.profiles, []);
    },
  );

  await t.test('what is not a profile changes nothing, and says why', async (t) => {
    const bad = [
      [{}, 40001],
      [{ nick: 'x'.repeat(501) }, 40601],
      [{ fields: { Gender: 'x' } }, 40605],
      [{ fields: { BirthDay: 'x' } }, 40610],
      [{ fields: { AdminForbidType: 'AdminForbid_Type_None' } }, 40008],
      [{ fields: { Custom_none: 'x' } }, 40009],
      [{ nick: 7 }, 20001],
      [{ fields: [] }, 20001],
      [{ fields: { Location: null } }, 20001],
      ['nick', 20001],
    ] as const;
    for (const [changes, code] of bad) {
      await t.rejects(phone.profiles.change(changes as object), { code }, JSON.stringify(changes).slice(0, 60));
    }
    for (const users of [Array.from({ length: 101 }, () => 'bob'), ['x'.repeat(200)], [''], 'bob', [7]]) {
      await t.rejects(phone.profiles.get(users as string[]), { code: 20001 }, JSON.stringify(users).slice(0, 40));
    }
    t.match(await phone.profiles.get(['alice']), [{ nick: 'Alice', fields: { BirthDay: 19900101 } }]);
    t.equal((await phone.profiles.get(Array.from({ length: 100 }, () => 'bob'))).length, 100);
  });
});
