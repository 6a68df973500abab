import fc from 'fast-check';
import t from 'tap';
import { catalogue } from '../../events/catalogue.ts';
import { EventCodec } from '../../events/codec.ts';
import type { Envelope, NewEvent } from '../../events/envelope.ts';
import { BlockReader, BlockWriter, NO_HASH } from '../../events/journal/block.ts';
import { verifyBlocks } from '../../events/verify.ts';

const codec = new EventCodec();
const record = <T>(fields: { [K in keyof T]: fc.Arbitrary<T[K]> }) => fc.record(fields, { noNullPrototype: true });

const text = fc.string({ unit: 'grapheme', maxLength: 40 });
const u32 = fc.nat(0xffff_ffff);
const seconds = fc.nat(4_000_000_000);
const message = record({
  from: text,
  to: text,
  seq: fc.nat(),
  time: seconds,
  msgSeq: u32,
  random: u32,
  clientTime: fc.maxSafeNat(),
  flags: u32,
  nick: text,
  faceUrl: text,
  offlinePush: text,
  body: fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
});
const event: fc.Arbitrary<NewEvent> = fc.oneof(
  message.map((data): NewEvent => ({ type: 'C2cMessageSent', data })),
  record({ reader: text, peer: text, upToSeq: fc.nat(), upToTime: seconds }).map(
    (data): NewEvent => ({ type: 'C2cRead', data }),
  ),
  record({ by: fc.constantFrom('login', 'import'), nick: text, faceUrl: text }).map(
    (data): NewEvent => ({ type: 'AccountCreated', data }),
  ),
  record({ webInstances: fc.nat(10) }).map(
    (settings): NewEvent => ({ type: 'AppSettingsChanged', data: { settings } }),
  ),
);
const meta = record({ actor: text, instance: fc.nat(), requestId: text, causation: text });

/** Writes events of one stream as one block and reads them back. */
function through(events: readonly NewEvent[], of: { time: number; meta: Envelope['meta'] }): Envelope[] {
  const writer = new BlockWriter(codec);
  let hash = NO_HASH;
  for (const [revision, one] of events.entries()) hash = writer.add(one, 's-1.x', revision, of.time, of.meta, hash);
  return readAll(writer.finish());
}

function readAll(block: Uint8Array): Envelope[] {
  const reader = new BlockReader(block, 1, codec, 'copy');
  return Array.from({ length: reader.count }, () => {
    const next = reader.next();
    if (next === undefined) throw new Error('the block ends early');
    return next;
  });
}

t.test('law: every event comes back from its bytes as it was', async (t) => {
  fc.assert(
    fc.property(fc.array(event, { minLength: 1, maxLength: 5 }), fc.maxSafeNat(), meta, (events, time, meta) => {
      const back = through(events, { time, meta });
      t.strictSame(
        back.map(({ type, data }) => ({ type, data })),
        events,
      );
      for (const [revision, one] of back.entries()) t.match(one, { stream: 's-1.x', revision, time, meta });
    }),
    { numRuns: 50 },
  );
});

t.test('the numbers of the catalogue are what stored logs were written with', async (t) => {
  const numbers = Object.fromEntries(Object.entries(catalogue).map(([type, { number }]) => [type, number]));
  // Only additions: a change here makes logs unreadable.
  t.match(numbers, {
    AppCreated: 1,
    AppSettingsChanged: 2,
    AccountCreated: 10,
    ProfileChanged: 11,
    AccountDeleted: 12,
    InstanceLoggedIn: 13,
    InstanceLoggedOut: 14,
    InstanceKicked: 15,
    SignaturesRevoked: 16,
    C2cMessageSent: 30,
    C2cRead: 31,
  });
});

const goldenMeta = { actor: 'alice', instance: 3, requestId: 'r-1', causation: '' };
const goldenEvents: readonly NewEvent[] = [
  { type: 'AccountCreated', data: { by: 'import', nick: '爱丽丝', faceUrl: '' } },
  {
    type: 'C2cMessageSent',
    data: {
      from: 'alice',
      to: 'bob',
      seq: 1,
      time: 1_795_159_672,
      msgSeq: 4_294_967_295,
      random: 2_147_483_649,
      clientTime: 1_795_159_671,
      flags: 5,
      nick: '爱丽丝',
      faceUrl: 'https://example.org/a.png',
      offlinePush: '',
      body: Buffer.from('9191a0', 'hex'),
    },
  },
  { type: 'C2cRead', data: { reader: 'bob', peer: 'alice', upToSeq: 1, upToTime: 1_795_159_672 } },
];

/** A block as version 1 of the format wrote it. It must be readable for ever: never change it, only add others. */
const GOLDEN_BLOCK = [
  '59010000000000030000018500000059327c68490000000020a0b53d09f12827bc9e351dc57857396733f350c1b5cf0a4fe6',
  'd77266ea236c000000319c0a01a5732d312e7800cb427a1f7dac53b000a5616c69636503a3722d31a0a6696d706f7274a9e7',
  '88b1e4b8bde4b89da0000000b113014a60010000005f2b3ba3cd8998c4b2b2c79950da7e3a59b17ae850bb210b14cce45db3',
  'beda64c5dc10513e38e6a04e452b1c2cbcec04821790b41442d914af24bc4be2f978b500000066dc00141e01a5732d312e78',
  '01cb427a1f7dac53b000a5616c69636503a3722d31a0a5616c696365a3626f6201ce6afff678ceffffffffce80000001ce6a',
  'fff67705a9e788b1e4b8bde4b89db968747470733a2f2f6578616d706c652e6f72672f612e706e67a09191a000000057bb37',
  'f8c5000000000a306f9ed0c884d880c7b0c8c582d8f7a8af0f8edae73415cdc25dc7309bb6c60000002f9d1f01a5732d312e',
  '7802cb427a1f7dac53b000a5616c69636503a3722d31a0a3626f62a5616c69636501ce6afff678',
].join('');

t.test('a block of the first version of the format is read for ever', async (t) => {
  const block = Buffer.from(GOLDEN_BLOCK, 'hex');
  const events = readAll(block);
  t.strictSame(
    events.map(({ type, data }) => ({ type, data })),
    goldenEvents,
  );
  t.match(events[1], { stream: 's-1.x', revision: 1, position: 2, time: 1_795_159_672_123, meta: goldenMeta });
  t.match(verifyBlocks([{ first: 1, bytes: block }]), { events: 3, streams: 1, damages: [] });
});

t.test('what is written today is what was written then', async (t) => {
  const writer = new BlockWriter(codec);
  let hash = NO_HASH;
  for (const [revision, one] of goldenEvents.entries()) {
    hash = writer.add(one, 's-1.x', revision, 1_795_159_672_123, goldenMeta, hash);
  }
  t.equal(Buffer.from(writer.finish()).toString('hex'), GOLDEN_BLOCK);
});
