/** A tick of /proc [ms]: the same on every Linux that Node runs on. */
const TICK_MS = 10;

/** Processor time, and how much of it the system took: sockets, timers, waking up. */
export interface ProcessorTime {
  readonly ms: number;
  readonly systemMs: number;
}

/**
 * Processor time of a process, all of its threads, from its /proc/PID/stat.
 *
 * @throws Error for another text
 */
export function processorTimeOf(stat: string): ProcessorTime {
  // The name is in brackets and may hold anything, brackets and spaces included.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [user, system] = [Number(fields[11]), Number(fields[12])];
  if (!Number.isInteger(user) || !Number.isInteger(system)) throw new Error(`no times in ${stat}`);
  return { ms: TICK_MS * (user + system), systemMs: TICK_MS * system };
}
