import type { E2Report } from '@chorus/platform/e2-accounting.ts';
import { ChorusError } from '@chorus/platform/errors.ts';

/** Asks a near-RT RIC for its E2 accounting. @throws ChorusError CHORUS_PEER_LOST */
export async function fetchE2(http: string): Promise<E2Report> {
  try {
    const response = await fetch(`http://${http}/e2`, { signal: AbortSignal.timeout(5000) });
    if (!response.ok) throw new Error(`GET /e2 answered ${response.status}`);
    return (await response.json()) as E2Report;
  } catch (error) {
    const reason = (error as Error).message;
    throw new ChorusError('CHORUS_PEER_LOST', { peer: `near-rt-ric at ${http}`, reason }, { cause: error });
  }
}
