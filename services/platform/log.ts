import { destination, pino, type Logger } from 'pino';

/** JSON lines on stdout. Synchronous, so that what a dying process last said is not lost. */
export function createLog(name: string, level: string): Logger {
  return pino({ name, level, base: { name, pid: process.pid } }, destination({ dest: 1, sync: true }));
}
