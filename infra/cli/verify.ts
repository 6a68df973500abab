import { verifyBlocks } from '../../events/verify.ts';
import type { LoadedConfig } from '../config/load.ts';
import { parseOptions } from './arguments.ts';
import { withLog } from './with-log.ts';

/** Proves that nothing in the log was altered or removed. Exit code 1 and a line per record when something was. */
export async function run(args: readonly string[], config: LoadedConfig): Promise<number> {
  parseOptions({ args: [...args], options: {} });
  const { events, streams, erased, lastPosition, damages } = await withLog(config, async (log) =>
    verifyBlocks(log.blocks()),
  );
  for (const damage of damages) console.error(damage.message);
  const verdict = damages.length === 0 ? 'intact' : `${damages.length} damages`;
  const bodies = erased === 0 ? '' : `, ${erased} bodies erased`;
  console.log(`${events} events in ${streams} streams up to position ${lastPosition}${bodies}: ${verdict}`);
  return damages.length === 0 ? 0 : 1;
}
