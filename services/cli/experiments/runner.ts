import { availableParallelism } from 'node:os';
import type { JobRunner } from '@chorus/experiments';
import { LiveRunner } from '@chorus/experiments/jobs/live-runner.ts';
import { ThreadRunner } from '@chorus/experiments/jobs/thread-runner.ts';
import { ChorusError } from '@chorus/platform/errors.ts';
import { say } from '../launch.ts';
import { queueAddress } from './queue-address.ts';
import { codeVersion } from './version.ts';

export interface RunnerOptions {
  readonly workers?: number;
  readonly live?: boolean;
  /** HOST:PORT of a NATS, or true for that of the running testbed. */
  readonly queue?: string | boolean;
}

/**
 * Where an experiment's jobs are computed.
 *
 * @throws ChorusError CHORUS_USAGE, CHORUS_NO_TESTBED
 */
export async function runnerFor({ workers, live, queue }: RunnerOptions): Promise<JobRunner> {
  if (queue !== undefined && queue !== false) {
    if (live === true || workers !== undefined)
      throw new ChorusError('CHORUS_USAGE', {
        reason: `${live === true ? '--live' : '--workers'} does not go with --queue, whose workers compute on the twin, with threads of their own`,
      });
    return queueRunner(queueAddress(queue));
  }
  // A testbed has a process for each O-DU already.
  if (live === true) return new LiveRunner(workers ?? 1);
  return new ThreadRunner(workers ?? availableParallelism());
}

async function queueRunner(address: string): Promise<JobRunner> {
  const { QueueRunner } = await import('@chorus/experiments/queue/queue-runner.ts');
  say(`jobs wait on ${address} for: ./scripts/chorus experiment worker --nats ${address}`);
  return new QueueRunner({ address, version: codeVersion() });
}
