import { Worker } from 'node:worker_threads';
import { ChorusError } from './errors.ts';
import type { Scenario } from './scenario.ts';

/** What the thread is to tune. */
export interface TuneTask {
  readonly scenario: Scenario;
  readonly scheme: 'c-rzf' | 'd-rzf' | 'p-rzf';
}

/**
 * lambda of an RZF scheme on the scenario's network, worked out in a thread of its own: it takes long, and a
 * process that works in loops goes on meanwhile.
 *
 * @throws ChorusError CHORUS_APP_FAILED
 */
export async function tuneLambda(scenario: Scenario, scheme: TuneTask['scheme']): Promise<number> {
  if (scenario.rzf.lambda !== 'auto') return scenario.rzf.lambda;
  const task: TuneTask = { scenario, scheme };
  const worker = new Worker(new URL('./tune-thread.ts', import.meta.url), { workerData: task });
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  worker.once('message', resolve);
  worker.once('error', reject);
  worker.once('exit', (code) => reject(new Error(`the thread ended with ${code}`)));
  try {
    return await promise;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ChorusError(
      'CHORUS_APP_FAILED',
      { name: scheme, what: 'rzf.lambda', reason },
      { cause: error },
    );
  } finally {
    void worker.terminate();
  }
}
