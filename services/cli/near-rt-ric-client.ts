import type { AppsSince } from '@chorus/near-rt-ric/apps/apps-in-force.ts';
import type { E2Report } from '@chorus/platform/e2-accounting.ts';
import { ChorusError } from '@chorus/platform/errors.ts';

const TIMEOUT_MS = 5000;

/** E2 accounting of a near-RT RIC at HOST:PORT. @throws ChorusError CHORUS_PEER_LOST */
export function fetchE2(http: string): Promise<E2Report> {
  return get(http, '/e2');
}

/** The apps that it has in force, and whether others are about to be. @throws ChorusError CHORUS_PEER_LOST */
export function fetchApps(http: string): Promise<{ inForce: AppsSince; underWay: boolean }> {
  return get(http, '/apps');
}

async function get<T>(http: string, path: string): Promise<T> {
  try {
    const response = await fetch(`http://${http}${path}`, { signal: AbortSignal.timeout(TIMEOUT_MS) });
    if (!response.ok) throw new Error(`GET ${path} answered ${response.status}`);
    return (await response.json()) as T;
  } catch (error) {
    const reason = (error as Error).message;
    throw new ChorusError('CHORUS_PEER_LOST', { peer: `near-rt-ric at ${http}`, reason }, { cause: error });
  }
}
