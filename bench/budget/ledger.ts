import type { LiveCost } from './live-run.ts';
import type { Owner, PartCost } from './parts.ts';

/** A line of the budget. */
export interface Entry {
  /** The process or processes, alone on the line of their sum. */
  readonly process: string;
  /** Null for the sum. */
  readonly part: string | null;
  /** Processor time per slot [ms]. */
  readonly ms: number;
  /** Of it in the system; null where it is not known. */
  readonly systemMs: number | null;
}

/** Processes that share a line, by the names that the testbed gives them. */
const GROUPS: readonly { readonly process: string; readonly names: RegExp; readonly rest: string }[] = [
  { process: 'ru-sim', names: /^ru-sim$/, rest: 'O-FH, event loop, records' },
  { process: 'O-DUs', names: /^o-du-/, rest: 'O-FH, E2, D2, event loop' },
  { process: 'near-RT RIC', names: /^near-rt-ric$/, rest: 'E2, SDL, xApp API' },
  { process: 'xApp', names: /^xapp-/, rest: 'xApp API, SDL' },
  { process: 'non-RT RIC', names: /^non-rt-ric$/, rest: 'at rest' },
  { process: 'redis-server', names: /^redis$/, rest: 'SDL' },
  { process: 'nats-server', names: /^nats$/, rest: 'D2, records' },
  { process: 'chorus run', names: /^launcher$/, rest: 'recording, progress' },
];

/**
 * Parts under their processes; what a process took beside them is the rest, a line of its own.
 *
 * @param live null where processes cannot be measured: the parts stand alone
 */
export function ledger(parts: readonly PartCost[], live: LiveCost | null): Entry[] {
  return GROUPS.flatMap(({ process, names, rest }) => {
    const own = parts.filter(({ owner }) => (owner satisfies Owner) === process);
    const computed = sum(own.map(({ ms }) => ms));
    const line = (part: string | null, ms: number, systemMs: number | null = null): Entry => {
      return { process, part, ms, systemMs };
    };
    const lines = own.map(({ name, ms }) => line(name, ms));
    if (live === null) return lines.length > 0 ? [line(null, computed), ...lines] : [];
    const taken = Object.entries(live.processes).flatMap(([name, time]) => (names.test(name) ? [time] : []));
    const ms = sum(taken.map((time) => time.ms));
    const systemMs = sum(taken.map((time) => time.systemMs));
    return [line(null, ms, systemMs), ...lines, line(rest, ms - computed)];
  });
}

/** Of all processes together. */
export function totalOf(entries: readonly Entry[]): number {
  return sum(entries.flatMap(({ part, ms }) => (part === null ? [ms] : [])));
}

function sum(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0);
}
