// Moves a file: `transfer.mjs up|down <url> <bytes> <bytes per second>`. Plain JavaScript: it starts in a moment.
import { request } from 'node:http';

const [, , way, url, bytesText, rateText] = process.argv;
const bytes = Number(bytesText);
const perSecond = Number(rateText);
const piece = Buffer.alloc(64 * 1024, 7);
const startedAt = performance.now();
const early = (done) => Math.max(0, (done / perSecond) * 1000 - (performance.now() - startedAt));
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

const call = request(url, {
  method: way === 'up' ? 'PUT' : 'GET',
  headers: way === 'up' ? { 'Content-Length': bytes } : {},
});
const answered = new Promise((resolve, reject) => call.on('response', resolve).on('error', reject));
if (way === 'up') {
  for (let sent = 0; sent < bytes; ) {
    const part = piece.subarray(0, Math.min(piece.length, bytes - sent));
    sent += part.length;
    if (!call.write(part)) await new Promise((resolve) => call.once('drain', resolve));
    const ms = early(sent);
    if (ms > 1) await pause(ms);
  }
}
call.end();
const answer = await answered;
let received = 0;
for await (const chunk of answer) {
  received += chunk.length;
  const ms = way === 'down' ? early(received) : 0;
  if (ms > 1) await pause(ms);
}
const whole = way === 'up' || received === bytes;
process.exit(answer.statusCode === 200 && whole ? 0 : 1);
