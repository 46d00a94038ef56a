import type { ImpairmentsSet, ImpairmentsView } from '@chorus/dashboard/api.ts';
import { ChorusError } from '@chorus/platform/errors.ts';

const TIMEOUT_MS = 5000;

/**
 * Asks the ru-sim of a running testbed for its impairments, or changes them.
 *
 * @param http HOST:PORT
 * @param change absent to ask only
 * @returns the set in force and since when; after a change the set to come and from when
 * @throws ChorusError CHORUS_PEER_LOST, CHORUS_FIELD_INVALID, CHORUS_RUN_OVER
 */
export async function impairments(http: string, change?: Partial<ImpairmentsView>): Promise<ImpairmentsSet> {
  const headers = { 'content-type': 'application/json' };
  const put = change && { method: 'PUT', headers, body: JSON.stringify(change) };
  let status: number;
  let answer: Record<string, unknown>;
  try {
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    const response = await fetch(`http://${http}/impairments`, { ...put, signal });
    ({ status } = response);
    answer = (await response.json()) as typeof answer;
  } catch (error) {
    const reason = (error as Error).message;
    throw new ChorusError('CHORUS_PEER_LOST', { peer: `ru-sim at ${http}`, reason }, { cause: error });
  }
  if (status === 200) return answer as unknown as ImpairmentsSet;
  const { code, field, value, allowed } = answer;
  if (code === 'CHORUS_FIELD_INVALID')
    throw new ChorusError(code, { field: String(field), value, allowed: String(allowed) });
  if (code === 'CHORUS_RUN_OVER') throw new ChorusError(code, {});
  throw new ChorusError('CHORUS_PEER_LOST', {
    peer: 'ru-sim',
    reason: `${JSON.stringify(answer)} (${status})`,
  });
}
