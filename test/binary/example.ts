import { encodeBody } from '../../actors/message/body.ts';
import { answerFrame, binaryDialect, pack } from '../../gateway/binary/encode.ts';
import type { LoginAnswer, LoginFields, SendAnswer } from '../../gateway/binary/protocol.ts';

const body = encodeBody({
  elements: [{ MsgType: 'TIMTextElem', MsgContent: { Text: '雁' } }],
  cloudCustomData: '',
});
const login: LoginFields = {
  version: 1,
  app: 1_400_000_001,
  user: 'alice',
  userSig: 'eJw…',
  platform: 'Android',
  device: 'phone',
};
const loggedIn: LoginAnswer = {
  instance: 1,
  sessionKey: 'key',
  serverTime: 1_795_159_672_123,
  nick: '',
  faceUrl: '',
  customStatus: '',
  cursor: 40,
};
const sent: SendAnswer = [1, 1_795_159_672, false];
const message = {
  from: 'alice',
  to: 'bob',
  seq: 1,
  time: 1_795_159_672,
  msgSeq: 9,
  random: 3_000_000_000,
  clientTime: 1_795_159_671,
  flags: 0,
  nick: '',
  faceUrl: '',
  offlinePush: '',
  body,
};

const push = (notice: Parameters<typeof binaryDialect.encode>[0]): Uint8Array => {
  const frame = binaryDialect.encode(notice, 'peer');
  if (!(frame instanceof Uint8Array)) throw new Error('this dialect is binary');
  return frame;
};

/** The worked example of docs/binary-protocol.md: who says what, in bytes. */
const steps: readonly (readonly [string, Uint8Array])[] = [
  ['alice → login', pack([1, 1, login])],
  ['alice ← answer', answerFrame(1, loggedIn)],
  ['alice → send', pack([2, 2, 'bob', 3_000_000_000, body, 9])],
  ['alice ← answer', answerFrame(2, sent)],
  ['bob   ← message', push({ kind: 'c2cMessage', app: 1, message, position: 41 })],
  ['bob   → read', pack([3, 7, 'alice', 1])],
  [
    'alice ← read',
    push({ kind: 'c2cRead', app: 1, reader: 'bob', peer: 'alice', upToSeq: 1, upToTime: 1_795_159_672, position: 42 }),
  ],
];

/** The example as it stands in the document: 32 bytes a line. */
export const example: string = steps
  .map(([title, bytes]) => {
    const hex =
      Buffer.from(bytes)
        .toString('hex')
        .match(/.{1,64}/g) ?? [];
    return [title, ...hex.map((line) => `  ${line.replace(/(..)(?=.)/g, '$1 ')}`)].join('\n');
  })
  .join('\n');
