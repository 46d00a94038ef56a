import { setTimeout as sleep } from 'node:timers/promises';
import { ChorusError } from '@chorus/platform/errors.ts';

/** A process with an HTTP address. */
export interface Watched {
  readonly name: string;
  readonly http: string;
}

/** What `/healthz` said. */
export interface HealthReport {
  readonly name: string;
  readonly ok: boolean;
  /** What it waits for, or why it could not be asked. */
  readonly waitingFor: string | null;
  readonly details: Record<string, unknown>;
}

const POLL_MS = 50;
const ANSWER_MS = 1000;

/** Asks a process how it is; never fails. */
export async function askHealth({ name, http }: Watched): Promise<HealthReport> {
  try {
    const response = await fetch(`http://${http}/healthz`, { signal: AbortSignal.timeout(ANSWER_MS) });
    const details = (await response.json()) as Record<string, unknown>;
    const waitingFor = typeof details['waitingFor'] === 'string' ? details['waitingFor'] : null;
    return { name, ok: response.ok, waitingFor, details };
  } catch (error) {
    const silent = (error as Error).name === 'TimeoutError';
    return { name, ok: false, waitingFor: silent ? 'does not answer' : 'does not listen yet', details: {} };
  }
}

/**
 * Waits until every process is healthy. The patience starts anew with each step that one of them makes.
 *
 * @throws ChorusError CHORUS_PEER_TIMEOUT naming the first that is not; the signal's reason
 */
export async function untilHealthy(
  processes: readonly Watched[],
  init: { seconds: number; signal: AbortSignal; onProgress?: (waiting: HealthReport[]) => void },
): Promise<void> {
  let waiting = [...processes];
  let seen = '';
  let deadline = 0;
  for (;;) {
    const reports = await Promise.all(waiting.map(askHealth));
    init.signal.throwIfAborted();
    const notYet = reports.filter(({ ok }) => !ok);
    if (notYet.length === 0) return;
    const state = JSON.stringify(notYet.map(({ name, waitingFor }) => [name, waitingFor]));
    if (state !== seen) {
      seen = state;
      deadline = performance.now() + init.seconds * 1000;
      init.onProgress?.(notYet);
    } else if (performance.now() > deadline) {
      throw notHealthy(notYet, processes, init.seconds);
    }
    waiting = waiting.filter(({ name }) => notYet.some((report) => report.name === name));
    await sleep(POLL_MS, undefined, { signal: init.signal });
  }
}

function notHealthy(notYet: HealthReport[], processes: readonly Watched[], seconds: number): ChorusError {
  // A process that does not even listen explains the others' waiting.
  const first = notYet.find(({ details }) => !('status' in details)) ?? notYet[0];
  const address = processes.find(({ name }) => name === first.name)?.http ?? '';
  const reason = notYet.map(({ name, waitingFor }) => `${name}: ${waitingFor ?? 'not healthy'}`).join('; ');
  return new ChorusError('CHORUS_PEER_TIMEOUT', { peer: first.name, address, seconds, reason });
}

/** What holds up a testbed, in words: those that do not answer, else what each says it waits for. */
export function whatWaits(reports: readonly HealthReport[]): string {
  const silent = reports.filter(({ details }) => !('status' in details));
  const told = reports.filter(({ waitingFor }) => waitingFor !== null);
  const said = (silent.length > 0 ? silent : told).map(({ name, waitingFor }) => `${name} (${waitingFor})`);
  return said.length > 0 ? said.join(', ') : 'nothing that a process would name';
}
