import t from 'tap';
import { families, rowsOf } from './inventory.ts';
import { pending, reasonOf } from './pending.ts';
import { compatibilityPage } from './report.ts';
import { checks } from './suite.ts';

const rows = families.flatMap(rowsOf);
const ids = new Set(rows.map((row) => row.id));

t.test('every row of the inventory has a check or the reason why it has none', async (t) => {
  t.equal(ids.size, rows.length, 'no id twice');
  for (const { id, name } of rows) {
    t.ok(id in checks || reasonOf(id) !== undefined, `${id} ${name}`);
  }
});

t.test('no check and no reason is about a row that does not exist', async (t) => {
  const prefixes = new Set(families.map((family) => family.prefix));
  t.same(
    Object.keys(checks).filter((id) => !ids.has(id)),
    [],
  );
  t.same(
    Object.keys(pending).filter((key) => !ids.has(key) && !prefixes.has(key)),
    [],
  );
  t.same(
    Object.keys(pending).filter((id) => id in checks),
    [],
    'a row with a check is not pending',
  );
});

t.test('the page depends on the results alone', async (t) => {
  const outcomes = new Map(rows.map(({ id }) => [id, { state: 'passes' } as const]));
  const page = compatibilityPage([{ version: '1.0', outcomes }]);
  t.equal(page, compatibilityPage([{ version: '1.0', outcomes: new Map([...outcomes].reverse()) }]));
  t.match(page, `| **All** | ${rows.length} | 0 | 0 | 0 |`);
});
