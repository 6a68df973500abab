import t from 'tap';
import type { GroupDataCommands } from '../../actors/commands/group-data-types.ts';
import { noGroupQueries } from './fake-groups.ts';
import { APP, fakeServices } from './fake-services.ts';
import { serve, WireClient } from './wire-client.ts';

const fake = fakeServices();
const { url, stop } = await serve(fake);
t.teardown(stop);
t.beforeEach(() => {
  Object.assign(fake.groups, noGroupQueries());
});

const bob = await WireClient.open(url, '/binfo', `sdkappid=${APP}&instanceid=${'b'.repeat(32)}`);
t.teardown(() => bob.close());
await bob.login('bob');

const ordinary = 'group_open_http_svc';
const communities = 'million_group_open_http_svc';
const ask = (command: string, body: object, service = ordinary) => bob.ask(`${service}.${command}`, { ...body });

/** Puts commands in place, and what they were asked for. */
function heard(answers: { readonly [K in keyof GroupDataCommands]?: unknown }): unknown[] {
  const asked: unknown[] = [];
  for (const [name, answer] of Object.entries(answers)) {
    const command = async (_caller: unknown, body: unknown) => {
      asked.push(body);
      return answer;
    };
    Object.assign(fake.services.commands, { [name]: command });
  }
  return asked;
}

t.test(
  'attributes: numbers of the client go along, those of the group come back (wire-groups.md §4) #477',
  async (t) => {
    const asked = heard({ changeGroupAttributes: { mainSeq: 7, written: [['mode', 'quiz', 2]] } });
    const done = { ErrorCode: 0, AttrMainSeq: 7, GroupAttr: [{ key: 'mode', seq: 2 }] };
    const common = { GroupId: 'g1', AttrMainSeq: 6, BytesKey: 'rk', AttrControl: ['RaceConflict'] };
    const GroupAttr = [{ key: 'mode', value: 'quiz', seq: 1 }];
    t.match(await ask('set_group_attr', { ...common, GroupAttr: [{ key: 'mode', value: 'quiz' }] }), done);
    t.match(await ask('modify_group_attr', { ...common, GroupAttr }, communities), done);
    await ask('delete_group_attr', { ...common, GroupAttr: [{ key: 'mode', seq: 1 }] });
    await ask('clear_group_attr', common);
    const write = { key: 'mode', value: 'quiz', seq: 1 };
    t.match(asked, [
      { group: 'g1', operation: 'replace', writes: [{ ...write, seq: undefined }], mainSeq: 6 },
      { group: 'g1', operation: 'set', writes: [write], mainSeq: 6 },
      { group: 'g1', operation: 'delete', writes: [{ ...write, value: '' }], mainSeq: 6 },
      { group: 'g1', operation: 'clear', writes: [], mainSeq: 6 },
    ]);
  },
);

t.test(
  'attributes are read by a service of their own, those of communities by theirs (wire-groups.md §1.1)',
  async (t) => {
    fake.groups.groupAttributes = async () => ({ mainSeq: 7, entries: [['mode', 'quiz', 2]] });
    for (const service of ['group_open_attr_http_svc', communities]) {
      t.match(await ask('get_group_attr', { GroupId: 'g1', GroupType: 0 }, service), {
        AttrMainSeq: 7,
        GroupAttr: [{ key: 'mode', value: 'quiz', seq: 2 }],
      });
    }
  },
);

t.test('counters: modes, all keys, and the number of the set (wire-groups.md §5) #486 #487', async (t) => {
  const asked = heard({ changeGroupCounters: [['likes', 5]] });
  fake.groups.groupCounters = async (_caller, { keys }) => ({
    seq: 3,
    entries: keys?.length === 0 ? [['likes', 5]] : [],
  });
  const GroupCounter = [{ Key: 'likes', Value: 5 }];
  for (const Mode of ['Set', 'Increase', 'Decrease']) {
    t.match(await ask('update_group_counter', { GroupId: 'g1', GroupCounter, Mode }), { GroupCounter });
  }
  t.match(asked, [{ operation: 'set' }, { operation: 'increase' }, { operation: 'decrease', values: [['likes', 5]] }]);
  const all = { GroupId: 'g1', GroupCounterKeys: [] };
  t.match(await ask('get_group_counter', all), { GroupCounter, GroupCounterSeq: 3 });
});

t.test(
  'who pins is the caller, whatever he says; the list names numbers and pinners (wire-groups.md §9)',
  async (t) => {
    const asked = heard({ pinGroupMessage: undefined, unpinGroupMessage: undefined });
    fake.groups.pinnedMessages = async () => [{ seq: 4, by: 'ann' }];
    t.match(await ask('pin_message', { GroupId: 'g1', MsgSeq: 4, Pinner_Account: 'ann' }), { ErrorCode: 0 });
    t.match(await ask('unpin_message', { GroupId: 'g1', MsgSeq: 4, UnPinner_Account: 'ann' }), { ErrorCode: 0 });
    t.match(asked, [
      { group: 'g1', seq: 4 },
      { group: 'g1', seq: 4 },
    ]);
    t.match(await ask('get_pinned_messages', { GroupId: 'g1' }), {
      PinnedMsgList: [{ MsgSeq: 4, Pinner_Account: 'ann' }],
    });
  },
);

t.test('bodies of the wrong shape are refused with the codes of groups; nothing is in a topic #485 #491', async (t) => {
  const GroupId = 'g1';
  const GroupAttr = [{ key: 'a', value: '1' }];
  const GroupCounter = [{ Key: 'a', Value: 1 }];
  for (const [command, body, code] of [
    ['set_group_attr', { GroupAttr }, 10015],
    ['set_group_attr', { GroupId }, 10004],
    ['set_group_attr', { GroupId, GroupAttr: [{ key: 'a', value: 1 }] }, 10004],
    ['set_group_attr', { GroupId, TopicId: 't', GroupAttr }, 110013],
    ['delete_group_attr', { GroupId, GroupAttr: [] }, 10004],
    ['update_group_counter', { GroupId, GroupCounter, Mode: 'Double' }, 10004],
    ['update_group_counter', { GroupId, GroupCounter: [{ Key: 'a', Value: 1.5 }], Mode: 'Set' }, 10004],
    ['update_group_counter', { GroupId, TopicId: 't', GroupCounter, Mode: 'Set' }, 110013],
    ['pin_message', { GroupId }, 10004],
    ['pin_message', { GroupId, MsgSeq: 0 }, 10004],
  ] as const) {
    t.equal((await ask(command, body)).ErrorCode, code, `${command} ${JSON.stringify(body)}`);
  }
});
