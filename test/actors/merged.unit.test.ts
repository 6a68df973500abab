import t from 'tap';
import type { Dependencies } from '../../actors/commands/dependencies.ts';
import { mergedCommands } from '../../actors/commands/merged.ts';
import { checkBody, decodeBody, encodeBody } from '../../actors/message/body.ts';
import { layersOf, mergedLimits } from '../../actors/message/merged.ts';
import type { Caller } from '../../events/caller.ts';
import { missing } from '../missing.ts';

type Json = Record<string, unknown>;

const inner = (Text = 'x'): Json => ({
  From_Account: 'alice',
  To_Account: 'bob',
  MsgSeq: 1,
  MsgRandom: 2,
  MsgTimeStamp: 3,
  MsgBody: [{ MsgType: 'TIMTextElem', MsgContent: { Text } }],
});
const relay = (content: Json = {}): Json => ({
  Title: 'T',
  AbstractList: ['a'],
  CompatibleText: 'for old clients',
  MsgList: [inner()],
  ...content,
});
const bodyOf = (MsgContent: Json) =>
  encodeBody({ elements: [{ MsgType: 'TIMRelayElem', MsgContent }], cloudCustomData: '' });
/** A merged element so many layers deep. */
function nested(layers: number): Json {
  let content = relay({ MsgList: [{ MsgBody: [{ MsgType: 'TIMFaceElem', MsgContent: { Index: 1 } }] }] });
  for (let i = 1; i < layers; i++) {
    // As short as may be: a hundred of them have to go into a message.
    content = { CompatibleText: 'c', MsgList: [{ MsgBody: [{ MsgType: 'TIMRelayElem', MsgContent: content }] }] };
  }
  return content;
}

t.test('#183 a merged element passes as it came', async (t) => {
  const bytes = bodyOf(relay({ MsgNum: 1, Version: 0, LayersOverLimit: false }));
  t.equal(checkBody(bytes), bytes, 'the very bytes');
});

t.test('#276 301 messages are refused', async (t) => {
  const many = (count: number) =>
    bodyOf(relay({ MsgList: Array.from({ length: count }, () => ({ MsgBody: [{ MsgType: 'F', MsgContent: {} }] })) }));
  t.doesNotThrow(() => checkBody(many(10)));
  t.throws(() => checkBody(many(301)), { code: 90002, message: /at most 300/ });
});

t.test('#278 tips and notices of groups cannot be merged', async (t) => {
  for (const MsgType of ['TIMGroupTipElem', 'TIMGroupSystemNoticeElem']) {
    const list = [inner(), { ...inner(), MsgBody: [{ MsgType, MsgContent: {} }] }];
    t.throws(() => checkBody(bodyOf(relay({ MsgList: list }))), { code: 90002, message: /cannot be merged/ });
  }
});

t.test('#279 the abstract has at most 5 lines of 100 characters', async (t) => {
  const line = '字😀'.repeat(50);
  t.doesNotThrow(() => checkBody(bodyOf(relay({ AbstractList: [line, line, line, line, line] }))));
  for (const AbstractList of [['1', '2', '3', '4', '5', '6'], [`${line}x`], [7], 'text', {}]) {
    t.throws(() => checkBody(bodyOf(relay({ AbstractList }))), { code: 90002 });
  }
  t.doesNotThrow(() => checkBody(bodyOf(relay({ AbstractList: undefined }))), 'none is fine');
});

t.test('#280 the text for old clients is mandatory', async (t) => {
  for (const CompatibleText of [undefined, '', 7]) {
    t.throws(() => checkBody(bodyOf(relay({ CompatibleText }))), { code: 90002, message: /CompatibleText/ });
  }
});

t.test('a merged element holds messages or a key, and every message a body', async (t) => {
  const wrong: readonly Json[] = [
    { MsgList: undefined },
    { MsgList: [] },
    { MsgList: undefined, JsonMsgKey: '' },
    { MsgList: ['x'] },
    { MsgList: [{ From_Account: 'a' }] },
    { MsgList: [{ MsgBody: [] }] },
    { MsgList: [{ MsgBody: [{ MsgType: 1, MsgContent: {} }] }] },
    { MsgList: {} },
    { JsonMsgKey: 5 },
  ];
  for (const content of wrong)
    t.throws(() => checkBody(bodyOf(relay(content))), { code: 90002 }, JSON.stringify(content));
  t.doesNotThrow(() => checkBody(bodyOf(relay({ MsgList: undefined, JsonMsgKey: 'any' }))));
});

t.test('#283 more than 100 layers show nothing but that', async (t) => {
  t.equal(layersOf(nested(100)), 100);
  const fits = bodyOf(nested(100));
  t.equal(checkBody(fits), fits);
  const [element] = decodeBody(checkBody(bodyOf(nested(101)))).elements;
  t.match(element?.MsgContent, { LayersOverLimit: 1, Title: '', AbstractList: [], MsgList: [], CompatibleText: 'c' });
  const byKey = decodeBody(
    checkBody(bodyOf(relay({ MsgList: undefined, JsonMsgKey: `101.${'a'.repeat(64)}` }))),
  ).elements;
  t.match(byKey[0]?.MsgContent, { LayersOverLimit: 1, Title: '' });
  const emptied = bodyOf({ ...element?.MsgContent });
  t.equal(checkBody(emptied), emptied, 'it may be forwarded as it is');
  t.throws(() => checkBody(bodyOf(nested(200))), { code: 90002 }, 'nor is it walked without end');
});

const caller = (app: number): Caller => ({
  app,
  user: 'alice',
  admin: false,
  platform: 'Web',
  instance: 1,
  requestId: '',
});

function commands() {
  const kept = new Map<string, Uint8Array>();
  const mergedLists = {
    saveMerged: async ({ app }: { app: number }, key: string, list: Uint8Array) => void kept.set(`${app} ${key}`, list),
    merged: async (app: number, key: string) => kept.get(`${app} ${key}`),
  };
  return { kept, ...mergedCommands(missing<Dependencies>({ mergedLists })) };
}

t.test('#276 #281 #282 a list of 300 is kept under a key of its content, for its app alone', async (t) => {
  const { saveMerged, openMerged, kept } = commands();
  const list = Array.from({ length: 300 }, (_, i) => inner(`${i} ${'长'.repeat(300)}`));
  const key = await saveMerged(caller(1), list);
  t.match(key, /^1\.[0-9a-f]{64}$/);
  t.equal(await saveMerged(caller(1), list), key);
  t.equal(kept.size, 1);
  t.strictSame(await openMerged(caller(1), key), list);
  await t.rejects(openMerged(caller(2), key), { code: 90002 });
  await t.rejects(
    openMerged(caller(1), key.replace('1.', '2.')),
    { code: 90002 },
    'how deep it goes is part of the key',
  );
  for (const wrong of ['', 'x', '../secret', `0.${'a'.repeat(64)}`]) {
    await t.rejects(openMerged(caller(1), wrong), { code: 90002 });
  }
});

t.test('what cannot be merged is not kept', async (t) => {
  const { saveMerged, kept } = commands();
  await t.rejects(saveMerged(caller(1), []), { code: 90002 });
  await t.rejects(
    saveMerged(
      caller(1),
      Array.from({ length: 301 }, () => inner()),
    ),
    { code: 90002 },
  );
  await t.rejects(saveMerged(caller(1), [inner('x'.repeat(5_000_000))]), { code: 80002 });
  await t.rejects(saveMerged(caller(1), [{ MsgBody: [{ MsgType: 'TIMGroupTipElem', MsgContent: {} }] }]), {
    code: 90002,
  });
  let deep: unknown = 0;
  for (let i = 0; i < 2000; i++) deep = [deep];
  await t.rejects(saveMerged(caller(1), [{ ...inner(), deep }]), { code: 90002 });
  t.equal(kept.size, 0);
});

t.test('#283 layers are counted through keys; the list that goes too deep cannot be read', async (t) => {
  const { saveMerged, openMerged } = commands();
  let key = await saveMerged(caller(1), [inner()]);
  for (let layer = 2; layer <= mergedLimits.layers; layer++) {
    const content = relay({ MsgList: undefined, JsonMsgKey: key });
    key = await saveMerged(caller(1), [{ MsgBody: [{ MsgType: 'TIMRelayElem', MsgContent: content }] }]);
  }
  t.match(key, /^100\./);
  t.equal((await openMerged(caller(1), key)).length, 1);
  const one = { MsgBody: [{ MsgType: 'TIMRelayElem', MsgContent: relay({ MsgList: undefined, JsonMsgKey: key }) }] };
  const deeper = await saveMerged(caller(1), [one]);
  await t.rejects(openMerged(caller(1), deeper), { code: 90002, message: /100 layers/ });
});
