import { readFileSync } from 'node:fs';
import t from 'tap';
import { CloseCode, Packet, PROTOCOL_VERSION, Request } from '../../gateway/binary/protocol.ts';
import { example } from './example.ts';

const document = readFileSync(new URL('../../docs/binary-protocol.md', import.meta.url), 'utf8');

t.test('the worked example of the document is what the code writes', async (t) => {
  const shown = /```\n(alice → login[^`]+)\n```/.exec(document)?.[1];
  t.equal(shown, example);
});

t.test('the document names every kind of packet and every close code in use', async (t) => {
  for (const [name, kind] of [...Object.entries(Request), ...Object.entries(Packet)]) {
    t.ok(document.includes(`| ${kind} ${name} |`), `${kind} ${name}`);
  }
  t.equal(PROTOCOL_VERSION, 1);
  for (const code of [CloseCode.kicked, CloseCode.protocol]) t.ok(document.includes(`| ${code} |`), `${code}`);
});
