import { ChorusError } from '@chorus/platform/errors.ts';

const TIMEOUT_MS = 10_000;

/**
 * Asks the non-RT RIC of a running testbed.
 *
 * @param http HOST:PORT
 * @param body JSON
 * @throws ChorusError CHORUS_PEER_LOST, and what it answers with
 */
export async function callNonRtRic<T>(
  http: string,
  method: string,
  path: string,
  body?: string,
  timeoutMs = TIMEOUT_MS,
): Promise<T> {
  const headers = { 'content-type': 'application/json' };
  const json = body === undefined ? {} : { body, headers };
  let status: number;
  let answer: unknown;
  try {
    const signal = AbortSignal.timeout(timeoutMs);
    const response = await fetch(`http://${http}${path}`, { method, ...json, signal });
    ({ status } = response);
    answer = await response.json();
  } catch (error) {
    const peer = `non-rt-ric at ${http}`;
    throw new ChorusError('CHORUS_PEER_LOST', { peer, reason: (error as Error).message }, { cause: error });
  }
  if (status < 400) return answer as T;
  throw refusal(answer as Record<string, unknown>, `${method} ${path} answered ${status}`);
}

/** The coded error that the non-RT RIC answered with. */
function refusal(answer: Record<string, unknown>, otherwise: string): ChorusError {
  const { code, name, reason, allowed } = answer as Record<string, string>;
  if (code === 'CHORUS_MODEL_INVALID') return new ChorusError(code, { name, reason });
  if (code === 'CHORUS_MODEL_NOT_FOUND') return new ChorusError(code, { name, allowed });
  if (code === 'CHORUS_TRAINING_RUNNING') return new ChorusError(code, { name });
  const detail = answer['error'] ?? answer['message'];
  const said = typeof detail === 'string' ? detail : otherwise;
  // A user, a target or a field of a training that there is not.
  if (['CHORUS_FIELD_INVALID', 'CHORUS_A1_INVALID', 'CHORUS_TRAINING_INVALID'].includes(code))
    return new ChorusError('CHORUS_USAGE', { reason: said });
  return new ChorusError('CHORUS_PEER_LOST', { peer: 'non-rt-ric', reason: said });
}
