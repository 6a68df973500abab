import { type Logger, pino } from 'pino';
import type { Settings } from './config/schema.ts';

/** JSON lines on standard error: standard output belongs to the commands. */
export function createLogger(level: Settings['logLevel']): Logger {
  return pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime }, pino.destination(2));
}
