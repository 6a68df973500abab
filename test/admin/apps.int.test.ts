import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import type { AppState } from '../../events/app/events.ts';
import { openMemoryLog } from '../../events/memory/open.ts';
import { Sessions } from '../../gateway/sessions.ts';
import { AppKeys } from '../../infra/app-keys.ts';
import { Apps } from '../../infra/apps.ts';

const HOME = 7;

t.test('a start: who is served by then, whatever became of the others', async (t) => {
  const data = t.testdir({ 'app-keys': { 7: 'once its own\n', 8: 'key of 8\n', 10: 'to be destroyed\n' } });
  const row = (app: number, state: AppState) => ({
    app,
    info: { name: 'n', kind: '', introduction: '' },
    admins: ['boss'],
    state,
    createdAt: 0,
    changedAt: 0,
  });
  const problems: unknown[] = [];
  const apps = new Apps({
    home: HOME,
    most: 9,
    keys: new AppKeys(data),
    log: await openMemoryLog(),
    sessions: new Sessions(),
    rows: async () => [
      row(HOME, 'deleted'),
      row(8, 'active'),
      row(9, 'active'),
      row(10, 'deleted'),
      row(11, 'stopped'),
    ],
    report: (problem) => problems.push(problem),
  });
  const known = new Map<number, string | undefined>();
  await apps.follow({ setApp: (app, credentials) => void known.set(app, credentials?.secretKey) });
  t.notOk(known.has(HOME), 'the configuration says what it is, and nobody deletes it');
  t.equal(known.get(8), 'key of 8');
  t.equal(apps.secretOf(8), 'key of 8');
  t.equal(known.get(9), undefined, 'its key is lost');
  t.equal(problems.length, 1);
  t.equal(apps.secretOf(10), undefined);
  t.equal(apps.secretOf(11), undefined);
  t.notOk(existsSync(join(data, 'app-keys', '10')), 'who deleted it died before that');
});

t.test('a key that is given is kept, whatever a creation has left that ended halfway', async (t) => {
  const data = t.testdir({ 'app-keys': {} });
  const keys = new AppKeys(data);
  writeFileSync(join(data, 'app-keys', '8'), 'left behind\n');
  t.equal(await keys.make(8, 'the key of a backend'), 'the key of a backend');
  t.equal(readFileSync(join(data, 'app-keys', '8'), 'utf8'), 'the key of a backend\n');
  t.equal(await keys.make(8, undefined), 'the key of a backend');
});
