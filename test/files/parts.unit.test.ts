import fc from 'fast-check';
import t from 'tap';
import { cleanName, dispositionOf, servedAs, typeOf } from '../../gateway/files/media-types.ts';
import { MultipartReader } from '../../gateway/files/multipart.ts';
import { FileRights } from '../../gateway/files/rights.ts';
import { readPath, readUploadPath, sideOf } from '../../gateway/files/urls.ts';

t.test('a form gives the same file however it is cut into pieces', async (t) => {
  // Bytes that look like the beginning of a boundary are the hard part.
  const bytes = fc.array(fc.constantFrom('\r', '\n', '-', 'b', '\r\n--', '\r\n--b', '--b--', 'x'), { maxLength: 60 });
  const property = fc.property(bytes, fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 }), (parts, cuts) => {
    const content = parts.join('').replaceAll('\r\n--bb', '\r\n--bx');
    const form = [
      '--bb\r\nContent-Disposition: form-data; name="key"\r\n\r\na/b\r\n',
      '--bb\r\nContent-Disposition: form-data; name="file"; filename="a"\r\nContent-Type: image/png\r\n\r\n',
      `${content}\r\n--bb\r\nContent-Disposition: form-data; name="after"; filename="b"\r\n\r\nmore\r\n--bb--\r\n`,
    ].join('');
    const reader = new MultipartReader('multipart/form-data; boundary=bb');
    let found = '';
    for (let at = 0, i = 0; at < form.length; i++) {
      const length = cuts[i % cuts.length] ?? 1;
      for (const piece of reader.push(Buffer.from(form.slice(at, at + length)))) found += piece.toString();
      at += length;
    }
    t.equal(found, content);
    return reader.complete && reader.type === 'image/png';
  });
  fc.assert(property, { numRuns: 300 });
});

t.test('a head of a part that never ends is refused', async (t) => {
  const reader = new MultipartReader('multipart/form-data; boundary="b"');
  t.throws(() => reader.push(Buffer.from(`--b\r\n${'x'.repeat(10_000)}`)), /no multipart form/);
  t.throws(() => new MultipartReader('multipart/form-data'), /no multipart form/);
});

t.test('names and types', async (t) => {
  t.equal(cleanName('../../etc/passwd'), 'passwd');
  t.equal(cleanName('C:\\dir\\a.txt'), 'a.txt');
  t.equal(cleanName('\u202egpj.exe\r\n"'), 'gpj.exe');
  t.equal(cleanName('///'), 'file');
  t.equal([...cleanName(`${'长'.repeat(300)}.docx`)].length, 95);
  t.match(cleanName(`${'长'.repeat(300)}.docx`), /\.docx$/);
  t.equal(cleanName('\ud83d.png'), '\ufffd.png', 'half a character');
  t.equal(typeOf('IMAGE/JPG; charset=x', 'a.txt'), 'image/jpeg');
  t.equal(typeOf('application/octet-stream', 'a.mp3'), 'audio/mpeg');
  t.equal(typeOf('', 'a.html'), 'application/octet-stream');
  for (const type of ['text/html', 'image/svg+xml', 'text/css', 'multipart/x-mixed-replace', 'application/xml']) {
    t.same(servedAs(type), { type: 'application/octet-stream', inline: false }, type);
  }
  t.equal(dispositionOf({ type: 'image/png', name: "a'(b)*.png" }), "inline; filename*=UTF-8''a%27%28b%29%2A.png");
});

t.test('paths, queries and rights of any text are read without harm', async (t) => {
  const rights = new FileRights((app) => (app === 1 ? 'secret' : undefined));
  const property = fc.property(fc.string({ unit: 'binary' }), (text) => {
    readPath(text);
    readUploadPath(text);
    sideOf(text);
    return (
      rights.openUpload(text) === undefined &&
      rights.openDownload(1, 'id', text) === undefined &&
      rights.openDownload(2, 'id', text) === undefined &&
      !rights.isReader(1, text, 0)
    );
  });
  fc.assert(property);
  const right = { app: 1, user: 'ann', id: 'ab', kind: 'file', name: '长 "名"', expiresAt: 5 };
  t.strictSame(rights.openUpload(rights.issueUpload(right)), right);
  const download = rights.issueDownload({ app: 1, id: 'ab', expiresAt: 1_800_000_000_000 });
  t.equal(rights.openDownload(1, 'ab', download)?.expiresAt, 1_800_000_000_000);
  t.equal(rights.openUpload(download), undefined, 'a right of one kind is none of another');
  t.notOk(rights.isReader(1, download, 0));
});
