import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import t from 'tap';

const script = fileURLToPath(new URL('../../infra/rows.mjs', import.meta.url));

/** What `npm run rows` prints for these TAP files. */
function rows(folder: string): { status: number | null; stdout: string } {
  return spawnSync(process.execPath, [script, folder], { encoding: 'utf8' });
}

t.test('a row is proven by a test that passes, and by all that name it', async (t) => {
  const folder = t.testdir({
    'one.unit.test.ts.tap': [
      'TAP version 14',
      '# Subtest: \\#7 \\#8 good',
      '    ok 1 - should be equal',
      '    1..1',
      'ok 1 - \\#7 \\#8 good # time=1ms',
      '',
      '# Subtest: \\#8 bad',
      '    not ok 1 - should be equal',
      '      ---',
      '      diff: |',
      '        ok 9 - \\#99 is only in the diagnostics',
      '      ...',
      '    1..1',
      'not ok 2 - \\#8 bad # time=1ms',
      '# Subtest: a group for (\\#10)',
      '    # Subtest: inner \\#11',
      '        ok 1 - should be equal',
      '        1..1',
      '    ok 1 - inner \\#11 # time=1ms',
      '    1..1',
      'ok 3 - a group for (\\#10) # time=1ms',
      '# Subtest: \\#12 asserts nothing',
      '    1..0',
      'ok 4 - \\#12 asserts nothing # time=1ms',
      'ok 5 - \\#13 not today # SKIP no service',
      '1..5',
    ].join('\n'),
    sub: { 'two.unit.test.ts.tap': 'TAP version 14\n# Subtest: \\#14 killed\n    ok 1 - should be equal\n' },
  });
  const { status, stdout } = rows(folder);
  t.equal(status, 0);
  const lines = stdout.trimEnd().split('\n');
  t.equal(lines.at(-1), 'rows proven: 3 (#7 #10 #11)');
  t.equal(lines.at(-2), 'not proven: #8 #12 #13 #14');
  t.ok(lines.includes('   #7  proven   one.unit.test.ts: #7 #8 good'));
  t.ok(lines.includes('   #8  FAILED   one.unit.test.ts: #8 bad'));
  t.ok(lines.includes('  #10  proven   one.unit.test.ts: a group for (#10) › inner #11'));
  t.notMatch(stdout, '#99');
});

t.test('without a test run there is nothing to say', async (t) => {
  t.match(rows(t.testdir()), { status: 1, stdout: /^rows proven: 0$/m });
});
