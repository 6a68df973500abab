import { once } from 'node:events';
import { connect as connectTcp } from 'node:net';
import t from 'tap';
import { groupServiceCommands } from '../../gateway/rest/groups-table.ts';
import { APP, sigOf, TestServer } from '../binary/server.ts';
import { seeded } from '../recovery/random.ts';
import { groupBodies } from './group-bodies.ts';
import { mutate } from './hostile.ts';
import { messageBodies } from './message-bodies.ts';
import { relationBodies } from './relation-bodies.ts';
import { Witness } from './witness.ts';

const SEED = Number(process.env.YANSHU_TEST_SEED ?? Date.now() % 1_000_000);
const ROUNDS = Number(process.env.YANSHU_TEST_FUZZ_ROUNDS ?? 2500);

const text = [{ MsgType: 'TIMTextElem', MsgContent: { Text: 'hi' } }];

/** A good request of each family: what is changed in it is up to chance. */
const good: Readonly<Record<string, object>> = {
  'im_open_login_svc/account_import': { UserID: 'target', Nick: 'T', FaceUrl: '' },
  'im_open_login_svc/multiaccount_import': { Accounts: ['target'], AccountList: [{ UserID: 'other' }] },
  'im_open_login_svc/account_check': { CheckItem: [{ UserID: 'target' }] },
  'im_open_login_svc/account_delete': { DeleteItem: [{ UserID: 'gone' }] },
  'im_open_login_svc/kick': { UserID: 'other' },
  'openim/query_online_status': { To_Account: ['target'], IsNeedDetail: 1 },
  'openim/sendmsg': {
    From_Account: 'other',
    To_Account: 'target',
    MsgRandom: 1,
    MsgSeq: 2,
    MsgBody: text,
    SyncOtherMachine: 1,
  },
  'openim/batchsendmsg': { From_Account: 'other', To_Account: ['target'], MsgRandom: 1, MsgBody: text },
  'openim/importmsg': {
    SyncFromOldSystem: 2,
    From_Account: 'other',
    To_Account: 'target',
    MsgRandom: 1,
    MsgTimeStamp: 9,
    MsgBody: text,
  },
  'openim/admin_getroammsg': { Operator_Account: 'target', Peer_Account: 'other', MaxCnt: 9, MinTime: 0, MaxTime: 2e9 },
  'openim/admin_set_msg_read': { Report_Account: 'target', Peer_Account: 'other', MsgReadTime: 5 },
  'openim/get_c2c_unread_msg_num': { To_Account: 'target', Peer_Account: ['other'] },
};

/** Codes that say "our own mistake": none of them may come of somebody else's bad input. */
const internal: ReadonlySet<number> = new Set([10002, 20005, 60013, 90994, 90995, 91000]);

t.test('the REST dialect under bad input', async (t) => {
  const server = await TestServer.start(t.testdir(), undefined, {
    YANSHU_REST_PER_SECOND: '0',
    YANSHU_REST_ACCOUNTS_PER_SECOND: '0',
    YANSHU_REST_LISTS_PER_SECOND: '0',
  });
  t.teardown(() => server.stop());
  const query = new URLSearchParams({
    sdkappid: String(APP),
    identifier: 'administrator',
    usersig: sigOf('administrator'),
    random: '1',
    contenttype: 'json',
  });
  const post = async (path: string, body: string) => {
    const answer = await fetch(`${server.url}/v4/${path}?${query}`, { method: 'POST', body });
    const { ActionStatus, ErrorCode, ErrorInfo } = (await answer.json()) as Record<string, unknown>;
    return { status: answer.status, ActionStatus, ErrorCode: Number(ErrorCode), ErrorInfo };
  };
  for (const UserID of ['target', 'other']) await post('im_open_login_svc/account_import', JSON.stringify({ UserID }));

  t.test('what is to be changed is good as it stands, and every command of groups is among it', async (t) => {
    for (const [path, body] of groupBodies) {
      t.match(await post(path, JSON.stringify(body)), { ErrorCode: 0, ActionStatus: 'OK' }, path);
    }
    for (const [path, body] of relationBodies) t.match(await post(path, JSON.stringify(body)), { ErrorCode: 0 }, path);
    for (const [path, body, code = 0] of messageBodies) {
      t.match(await post(path, JSON.stringify(body)), { ErrorCode: code }, path);
    }
    const served = Object.keys(groupServiceCommands).map((path) => path.split('/')[1]);
    const tried = new Set([...groupBodies, ...messageBodies].map(([path]) => path.split('/')[1]));
    t.strictSame(
      served.filter((name) => !tried.has(name)),
      [],
    );
  });

  t.test(`changed requests get a code that is not our own mistake (seed ${SEED})`, async (t) => {
    const witness = await Witness.start(server.port);
    const random = seeded(SEED);
    const commands = [...Object.entries(good), ...groupBodies, ...messageBodies, ...relationBodies];
    const all = [...groupBodies, ...messageBodies];
    const creations = all.filter(([path]) => /\/(create_\w+|import_group)$/.test(path));
    const wrong: unknown[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      // One after the other, so that every command has its share; what a round has destroyed is there for the next.
      if (round % commands.length === 0) for (const [path, body] of creations) await post(path, JSON.stringify(body));
      const [path, fields] = commands[round % commands.length] ?? ['', {}];
      const body = JSON.stringify(mutate(fields, random)) ?? '';
      const answer = await post(path, body);
      const told =
        answer.ActionStatus === 'FAIL' ? answer.ErrorCode > 0 && answer.ErrorInfo !== '' : answer.ErrorCode === 0;
      if (answer.status !== 200 || !told || internal.has(answer.ErrorCode))
        wrong.push([path, body.slice(0, 300), answer]);
    }
    t.strictSame(wrong, []);
    await witness.check(t);
  });

  t.test('after all of that every group is read and written as before', async (t) => {
    for (const GroupId of ['hikers', 'stage', '@TGS#_town']) {
      const { ErrorCode } = await post(
        'group_open_http_svc/get_group_info',
        JSON.stringify({ GroupIdList: [GroupId] }),
      );
      t.equal(ErrorCode, 0, GroupId);
      const changes = { GroupId, Name: 'still here', MuteAllMember: 'Off' };
      const renamed = await post('group_open_http_svc/modify_group_base_info', JSON.stringify(changes));
      t.match(renamed, { ErrorCode: 0 }, GroupId);
    }
    const TopicId = '@TGS#_town@TOPIC#_square';
    for (const place of [{ GroupId: 'hikers' }, { GroupId: 'stage' }, { GroupId: '@TGS#_town', TopicId }]) {
      const message = JSON.stringify({ ...place, Random: 77, MsgBody: text });
      t.match(await post('group_open_http_svc/send_group_msg', message), { ErrorCode: 0 }, place.GroupId);
    }
  });

  t.test('broken texts, odd paths and half requests disturb nobody', async (t) => {
    const witness = await Witness.start(server.port);
    for (const body of ['', '{', 'null', '[]', '"x"', '{"a":1e999}', '\0', `{"x":${'['.repeat(20_000)}`]) {
      t.match(await post('openim/sendmsg', body), { status: 200, ActionStatus: 'FAIL' });
    }
    t.match(await post('openim/sendmsg', `{"MsgBody":${'['.repeat(5000)}${']'.repeat(5000)}}`), {
      ActionStatus: 'FAIL',
    });
    for (const path of ['', 'openim', 'openim/', '__proto__/x', `${'x'.repeat(3000)}/y`]) {
      t.match(await post(path, '{}'), { ActionStatus: 'FAIL' }, path.slice(0, 20));
    }
    const halves = Array.from({ length: 50 }, () => connectTcp(server.port, '127.0.0.1'));
    for (const half of halves) {
      await once(half, 'connect');
      half.write('POST /v4/openim/sendmsg HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n{"half":');
    }
    t.match(await post('openim/query_online_status', '{"To_Account":["target"]}'), { ErrorCode: 0 });
    for (const half of halves) half.destroy();
    await witness.check(t);
  });
});
