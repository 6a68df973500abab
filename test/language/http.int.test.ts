import t from 'tap';
import { httpRecognizer, httpTranslator } from '../../gateway/language/http.ts';
import { ProviderFailed } from '../../gateway/language/providers.ts';
import { TestProvider } from './provider.ts';

const provider = await TestProvider.start();
t.teardown(() => provider.stop());
const wish = { texts: ['a'], source: 'auto', target: 'en' };
const audio = { audio: Buffer.from('abc'), format: 'wav', language: '16k_en' };

t.test('what cannot be used as an answer is a failure with a reason', async (t) => {
  const translator = httpTranslator(`${provider.url}/translate`, 1000);
  t.strictSame(await translator.translate(wish), ['en: a']);
  const answers = [
    [200, 'not json'],
    [200, '[]'],
    [200, '{"texts":[]}'],
    [200, '{"texts":[1]}'],
    [200, '{"texts":["a","b"]}'],
    [200, JSON.stringify({ texts: ['x'.repeat(2_000_000)] })],
    [500, '{"error":"no such language"}'],
    [302, ''],
  ] as const;
  for (const [status, body] of answers) {
    provider.instead = { status, body };
    await t.rejects(translator.translate(wish), { name: 'ProviderFailed' }, `${status} ${body.slice(0, 30)}`);
  }
  provider.instead = { status: 500, body: '{"error":"no such language"}' };
  await t.rejects(translator.translate(wish), new ProviderFailed(false, 'status 500: no such language'));
  provider.instead = { status: 200, body: '{}' };
  await t.rejects(
    httpRecognizer(`${provider.url}/speech?model=x`, 1000).recognize(audio),
    new ProviderFailed(false, 'the answer holds no `text`'),
  );
  t.equal(provider.asked.at(-1)?.url, '/speech?model=x&format=wav&language=16k_en');
  provider.instead = undefined;
});

t.test('one that is late, and one that is not there', async (t) => {
  provider.delayMs = 500;
  await t.rejects(
    httpTranslator(`${provider.url}/translate`, 50).translate(wish),
    new ProviderFailed(true, 'no answer within 50 ms'),
  );
  provider.delayMs = 0;
  await t.rejects(
    httpTranslator('http://127.0.0.1:9/', 1000).translate(wish),
    new ProviderFailed(false, 'no answer that can be read'),
  );
});
