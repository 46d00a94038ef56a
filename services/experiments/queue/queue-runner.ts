import { randomBytes } from 'node:crypto';
import { ChorusError } from '@chorus/platform/errors.ts';
import type { JobRunner } from '../jobs/job-runner.ts';
import type { Job, Outcome } from '../jobs/job.ts';
import { decodeResult, encode, type ResultMessage } from './messages.ts';
import {
  connectQueue,
  ensureStreams,
  jobSubject,
  JOBS,
  RESULTS,
  resultSubject,
  type Queue,
} from './streams.ts';

export interface QueueRunnerInit {
  /** HOST:PORT of a NATS with JetStream. */
  readonly address: string;
  /** Of the code: workers with another one refuse the jobs, and their results are refused. */
  readonly version: string;
  /** After which a job whose worker is silent goes to another; 15 s by default. */
  readonly ackWaitMs?: number;
}

/**
 * Has jobs computed by the workers of a JetStream work queue, `chorus experiment worker`, wherever they run.
 *
 * A job survives its worker. Its result comes once: the stream drops a second one by its Nats-Msg-Id, and what comes later
 * than that is dropped here. Without workers it waits for some.
 *
 * @throws ChorusError beside those of JobRunner CHORUS_QUEUE_UNAVAILABLE, CHORUS_PEER_TIMEOUT, CHORUS_PEER_LOST,
 *   CHORUS_JOB_GIVEN_UP, CHORUS_VERSION_MISMATCH
 */
export class QueueRunner implements JobRunner {
  private readonly init: QueueRunnerInit;

  constructor(init: QueueRunnerInit) {
    this.init = init;
  }

  async run(
    jobs: readonly Job[],
    onOutcome: (job: Job, outcome: Outcome) => void,
    signal: AbortSignal = new AbortController().signal,
  ): Promise<void> {
    const interrupted = () => new ChorusError('CHORUS_INTERRUPTED', { signal: String(signal.reason) });
    if (signal.aborted) throw interrupted();
    const queue = await connectQueue(this.init.address, 'chorus-experiment', signal);
    const run = randomBytes(8).toString('hex');
    const aborted = Promise.withResolvers<never>();
    const abort = () => aborted.reject(interrupted());
    signal.addEventListener('abort', abort, { once: true });
    try {
      await Promise.race([
        this.exchange(queue, run, jobs, (job, outcome) => {
          // What comes after the end is no longer asked for.
          if (!signal.aborted) onOutcome(job, outcome);
        }),
        aborted.promise,
        lost(queue),
      ]);
    } finally {
      signal.removeEventListener('abort', abort);
      await forget(queue, run);
    }
  }

  private async exchange(
    queue: Queue,
    run: string,
    jobs: readonly Job[],
    onOutcome: (job: Job, outcome: Outcome) => void,
  ): Promise<void> {
    await ensureStreams(queue, this.init.ackWaitMs);
    const results = await queue.js.consumers.get(RESULTS, { filter_subjects: resultSubject(run) });
    const waiting = new Map(jobs.map((job) => [job.key, job]));
    for (const job of jobs) {
      const message = { run, version: this.init.version, job };
      await queue.js.publish(jobSubject(run), encode(message), { msgID: `${run}.${job.key}` });
    }
    if (waiting.size === 0) return;
    const messages = await results.consume();
    try {
      for await (const { data } of messages) {
        const result = decodeResult(data);
        const job = waiting.get(result.key);
        if (job === undefined) continue;
        waiting.delete(result.key);
        onOutcome(job, this.outcomeOf(job, result));
        if (waiting.size === 0) return;
      }
    } finally {
      messages.stop();
    }
  }

  private outcomeOf({ label, seed }: Job, result: ResultMessage): Outcome {
    const { version: theirs, worker } = result;
    const { version: ours } = this.init;
    if (theirs !== ours) throw new ChorusError('CHORUS_VERSION_MISMATCH', { peer: worker, theirs, ours });
    if ('outcome' in result) return result.outcome;
    const { kind, reason } = result.failure;
    if (kind === 'given-up')
      throw new ChorusError('CHORUS_JOB_GIVEN_UP', { job: `${label}, seed ${seed}`, reason });
    throw new ChorusError('CHORUS_APP_FAILED', { name: label, what: `seed ${seed}`, reason });
  }
}

/** Rejects when the connection ends that nobody here has closed. */
async function lost({ connection }: Queue): Promise<never> {
  const error = await connection.closed();
  const reason = error instanceof Error ? error.message : 'the connection was closed';
  throw new ChorusError('CHORUS_PEER_LOST', { peer: 'nats-server', reason });
}

/** Takes back the jobs that are not done, and what was answered; what still comes of one under way is forgotten after a day. */
async function forget({ connection, jsm }: Queue, run: string): Promise<void> {
  if (connection.isClosed()) return;
  try {
    await jsm.streams.purge(JOBS, { filter: jobSubject(run) });
    await jsm.streams.purge(RESULTS, { filter: resultSubject(run) });
  } catch {
    // After a day they go by themselves; what ended the run says more.
  }
  await connection.close();
}
