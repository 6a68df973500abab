import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { SdkName } from './bundle.ts';
import { compatibilityPage } from './report.ts';
import { TestServer } from './server.ts';
import { runSuite } from './suite.ts';

const versions: readonly { readonly version: string; readonly sdk: SdkName }[] = [
  { version: '3.6.6', sdk: 'chat' },
  { version: '2.27.6', sdk: 'tim-friendship' },
];

const page = fileURLToPath(new URL('../../docs/compatibility.md', import.meta.url));

/**
 * Runs the whole inventory with both versions and writes the page; with ids, only those rows and no page. Resolves to
 * the number of rows that fail.
 */
async function main(only: ReadonlySet<string>): Promise<number> {
  const server = await TestServer.start();
  let failed = 0;
  try {
    const results = await Promise.all(
      versions.map(async ({ version, sdk }) => ({
        version,
        outcomes: await runSuite(server, sdk, only, (row, outcome) => {
          if (outcome.state === 'fails') {
            failed++;
            console.error(`fails ${version} ${row.id} ${row.name}:`, outcome.error);
          } else if (outcome.state !== 'pending' && outcome.state !== 'absent') {
            console.log(`${outcome.state} ${version} ${row.id} ${row.name}`);
          }
        }),
      })),
    );
    if (only.size === 0) writeFileSync(page, compatibilityPage(results));
    if (failed > 0) console.error(server.output.join('\n'));
  } finally {
    await server.stop();
  }
  console.log(`${failed} rows fail`);
  return failed;
}

process.exit((await main(new Set(process.argv.slice(2)))) === 0 ? 0 : 1);
