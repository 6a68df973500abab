import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import t, { type Test } from 'tap';
import { openLmdbLog } from '../../events/lmdb/open.ts';
import { verifyBlocks } from '../../events/verify.ts';
import { BinaryClient, type Message } from '../../gateway/binary/client/index.ts';
import { clientOptions, connect, TestServer } from '../binary/server.ts';
import { Told } from '../binary/told.ts';
import { between, seeded } from './random.ts';
import { RestTalker } from './rest-talker.ts';
import { Talker } from './talker.ts';

const ROUNDS = Number(process.env.YANSHU_TEST_KILL_ROUNDS ?? 30);
const SEED = Number(process.env.YANSHU_TEST_SEED ?? Date.now() % 1_000_000);
const PAIRS = 4;

t.setTimeout(60_000 + ROUNDS * 10_000);

t.test(`killed with -9 in ${ROUNDS} rounds, nothing that was acknowledged is gone (seed ${SEED})`, async (t) => {
  const random = seeded(SEED);
  const data = t.testdir();
  let server = await TestServer.start(data);
  const { port } = server;
  const talkers: Talker[] = [];
  t.teardown(async () => {
    for (const talker of talkers) talker.client.close();
    await server.kill();
  });
  // Everybody exists before anybody is written to.
  const names = Array.from({ length: PAIRS }, (_, n) => [`left${n}`, `right${n}`] as const);
  for (const name of [...names.flat(), 'program', 'reader']) (await connect(port, name)).close();
  for (const [left, right] of names) {
    talkers.push(new Talker(port, left, right, random), new Talker(port, right, left, random));
  }
  const program = new RestTalker(port, 'program', 'reader', random);
  const told = new Told();
  const reader = new BinaryClient(clientOptions(port, 'reader', { listener: told, random, deadlineMs: 200_000 }));
  // A client without a cursor is told what happens from its login on: everybody is there before anybody speaks.
  await Promise.all([reader.connect(), ...talkers.map(({ connected }) => connected)]);
  for (const talker of [...talkers, program]) talker.start();

  t.teardown(() => reader.close());

  let said = 0;
  for (let round = 0; round < ROUNDS; round++) {
    await pause(between(random, 0, 400));
    await server.kill();
    // One start in five is killed too, before it is ready.
    if (random() < 0.2) await TestServer.killWhileStarting(data, port, between(random, 0, 900));
    server = await TestServer.start(data, port);
    const now = talkers.reduce((sum, talker) => sum + talker.acknowledged.length, 0);
    t.comment(`round ${round}: ${now - said} acknowledged since, ${Math.round(server.readyMs)} ms to ready`);
    said = now;
  }
  await Promise.all(talkers.map((talker) => talker.finish()));
  for (const talker of talkers) await checkTalker(t, talker, talkers);
  await program.finish();
  await checkProgram(t, program, reader, told);
  t.ok(said > ROUNDS, 'there was something to lose');

  for (const talker of talkers) talker.client.close();
  reader.close();
  await server.stop();
  const log = await openLmdbLog({ path: join(data, 'log'), durability: 'relaxed' });
  const { damages, events } = verifyBlocks(log.blocks());
  await log.close();
  t.strictSame(damages, [], 'every record of the log is whole and in its chain');
  t.ok(events >= said);
});

/** Everything one user may expect of his conversation, whatever happened to the server. */
async function checkTalker(t: Test, talker: Talker, talkers: readonly Talker[]): Promise<void> {
  const { user, peer, client, told } = talker;
  const other = talkers.find((one) => one.user === peer);
  if (other === undefined) throw new Error(`${peer} is missing`);
  t.strictSame(talker.failures, [], `${user}: every message was acknowledged in the end`);
  const history = await wholeHistory(client, peer);
  t.strictSame(
    history.map(({ seq }) => seq),
    history.map((_, index) => index + 1),
    `${user}: seqs from 1 without gaps`,
  );
  const contents = history.map(contentOf);
  for (const { content, seq } of talker.acknowledged) {
    if (contents[seq - 1] !== content)
      t.fail(`${user}: ${content} was acknowledged as ${seq}, there is ${contents[seq - 1]}`);
  }
  const own = contents.filter((_, index) => history[index]?.from === user);
  t.strictSame(own, talker.sent, `${user}: each message is stored once, in the order of sending`);
  const foreign = contents.filter((_, index) => history[index]?.from === peer);
  await told.until(({ messages }) => messages.length >= foreign.length);
  t.strictSame(told.texts, foreign, `${user}: each message of ${peer} was handed over once, in order`);
  t.equal(told.resyncs, 0, `${user}: never told to start over`);

  const page = await client.conversations(10);
  const row = page.conversations.find((conversation) => conversation.peer === peer);
  t.equal(row?.lastSeq, history.length);
  t.ok((row?.readSeq ?? 0) >= talker.readSeq, `${user}: an acknowledged read mark stays`);
  const unread = history.filter(({ from, seq }) => from === peer && seq > (row?.readSeq ?? 0)).length;
  t.equal(row?.unread, unread, `${user}: unread is what lies behind the mark`);
}

/** What was sent over REST, and repeated when there was no answer, is there once and in order. */
async function checkProgram(t: Test, program: RestTalker, reader: BinaryClient, told: Told): Promise<void> {
  t.strictSame(program.failures, [], 'REST: every message was acknowledged in the end');
  const history = await wholeHistory(reader, program.user);
  t.strictSame(history.map(contentOf), program.sent, 'REST: each message is stored once, in the order of sending');
  await told.until(({ messages }) => messages.length >= history.length);
  t.strictSame(told.texts, program.sent, 'REST: each message was handed over once');
  const { conversations } = await reader.conversations(10);
  t.equal(conversations[0]?.unread, program.sent.length, 'REST: nothing is read, so everything is unread');
}

function contentOf({ body }: Message): unknown {
  return (body.elements[0]?.MsgContent as { Text?: unknown } | undefined)?.Text;
}

async function wholeHistory(client: BinaryClient, peer: string): Promise<Message[]> {
  const all: Message[] = [];
  for (;;) {
    const fromSeq = all.at(-1)?.seq ?? 0;
    const page = await client.history({ peer, limit: 100, direction: 'newer', fromSeq });
    all.push(...page.messages);
    if (page.complete) return all;
  }
}
