import { setTimeout as sleep } from 'node:timers/promises';
import { ChorusError, hasCode } from './errors.ts';

const RETRY_MS = 100;

/** Whom to wait for, where, and for how long. */
export interface Patience {
  readonly peer: string;
  readonly address: string;
  readonly seconds: number;
  readonly signal: AbortSignal;
}

/**
 * Tries every 100 ms until `attempt` succeeds. An attempt that hangs is given up with the patience;
 * a peer that runs another scenario is refused at once, since waiting cannot help.
 *
 * @throws ChorusError CHORUS_PEER_TIMEOUT with the last failure as its cause; the signal's reason
 *   when it is aborted
 */
export async function withPatience<T>(patience: Patience, attempt: () => Promise<T>): Promise<T> {
  const { seconds, signal } = patience;
  // Not AbortSignal.timeout, whose timer would let the process end while it waits.
  const expiry = new AbortController();
  const timer = setTimeout(() => expiry.abort(new Error('out of patience')), seconds * 1000);
  try {
    return await insist(patience, expiry.signal, AbortSignal.any([signal, expiry.signal]), attempt);
  } finally {
    clearTimeout(timer);
  }
}

async function insist<T>(
  { peer, address, seconds, signal }: Patience,
  expired: AbortSignal,
  ended: AbortSignal,
  attempt: () => Promise<T>,
): Promise<T> {
  let last: unknown;
  for (;;) {
    try {
      signal.throwIfAborted();
      expired.throwIfAborted();
      return await unlessAborted(attempt(), ended);
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      if (hasCode(error, 'CHORUS_SCENARIO_MISMATCH')) throw error;
      if (expired.aborted) {
        const cause = last ?? (error === expired.reason ? undefined : error);
        throw new ChorusError(
          'CHORUS_PEER_TIMEOUT',
          { peer, address, seconds, reason: reasonOf(cause) },
          { cause },
        );
      }
      last = error;
    }
    await sleep(RETRY_MS, undefined, { signal: ended }).catch(() => undefined);
  }
}

async function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  const aborted = Promise.withResolvers<never>();
  const abort = () => aborted.reject(signal.reason as Error);
  signal.addEventListener('abort', abort, { once: true });
  try {
    return await Promise.race([promise, aborted.promise]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

function reasonOf(cause: unknown): string | undefined {
  if (!(cause instanceof Error)) return undefined;
  const code = (cause as NodeJS.ErrnoException).code;
  return cause.message || (typeof code === 'string' ? code : cause.name);
}
