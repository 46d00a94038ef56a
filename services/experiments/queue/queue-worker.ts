import type { JsMsg } from '@nats-io/jetstream';
import { ChorusError, hasCode } from '@chorus/platform/errors.ts';
import { failureLine } from '@chorus/platform/failure.ts';
import { jobKey } from '../jobs/job-key.ts';
import type { Job, Outcome } from '../jobs/job.ts';
import { decodeJob, encode, type Failure, type JobMessage } from './messages.ts';
import { connectQueue, ensureStreams, JOBS, resultSubject, WORKERS, type Queue } from './streams.ts';

export interface QueueWorkerInit {
  /** HOST:PORT of a NATS with JetStream. */
  readonly address: string;
  /** Of the code. */
  readonly version: string;
  /** Who computes, for people. */
  readonly name: string;
  /** Jobs at a time. */
  readonly workers: number;
  /** Ends the worker; jobs under way go back to the queue at once. */
  readonly signal: AbortSignal;
  readonly onEvent: (event: WorkerEvent) => void;
}

/** What a worker does. */
export interface WorkerEvent {
  readonly event: 'ready' | 'begin' | 'done' | 'failed' | 'given-up' | 'refused';
  readonly job?: string;
  readonly reason?: string;
}

/** What computes a job, one at a time: a JobThread. */
export interface Computer {
  compute(job: Job): Promise<Outcome>;
  close(): Promise<void>;
}

/** How often a job is tried that takes its workers with it. */
const MAX_DELIVERIES = 3;
const PULL_MS = 2000;
const NS_PER_MS = 1e6;

/**
 * Computes jobs of the queue until the signal comes.
 *
 * @param makeThread called once for each job at a time
 * @throws ChorusError CHORUS_VERSION_MISMATCH on a job of other code, which goes back to the queue; CHORUS_QUEUE_UNAVAILABLE,
 *   CHORUS_PEER_TIMEOUT, CHORUS_PEER_LOST
 */
export async function runQueueWorker(init: QueueWorkerInit, makeThread: () => Computer): Promise<void> {
  const queue = await connectQueue(init.address, init.name, init.signal);
  const stop = new AbortController();
  const signal = AbortSignal.any([init.signal, stop.signal]);
  const closed = queue.connection.closed().then((error) => {
    if (signal.aborted) return;
    const reason = error instanceof Error ? error.message : 'the connection was closed';
    throw new ChorusError('CHORUS_PEER_LOST', { peer: 'nats-server', reason });
  });
  closed.catch(() => undefined);
  try {
    // Who comes before any coordinator waits for its jobs.
    await ensureStreams(queue);
    const consumer = await queue.jsm.consumers.info(JOBS, WORKERS);
    const beatMs = Number(consumer.config.ack_wait ?? 0) / NS_PER_MS / 3;
    init.onEvent({ event: 'ready' });
    const pulls = Array.from({ length: init.workers }, () =>
      pull(queue, init, { beatMs, signal, makeThread }),
    );
    await Promise.race([Promise.all(pulls), closed]).finally(async () => {
      stop.abort();
      await Promise.allSettled(pulls);
    });
  } finally {
    // Naks are on their way.
    if (!queue.connection.isClosed()) await queue.connection.drain();
  }
}

interface PullInit {
  readonly beatMs: number;
  readonly signal: AbortSignal;
  readonly makeThread: () => Computer;
}

async function pull(
  queue: Queue,
  init: QueueWorkerInit,
  { beatMs, signal, makeThread }: PullInit,
): Promise<void> {
  const consumer = await queue.js.consumers.get(JOBS, WORKERS);
  const thread = makeThread();
  try {
    while (!signal.aborted) {
      const message = await consumer.next({ expires: PULL_MS });
      if (message === null) continue;
      if (signal.aborted) message.nak();
      else await serve(queue, init, message, { beatMs, signal, thread });
    }
  } finally {
    await thread.close();
  }
}

async function serve(
  queue: Queue,
  init: QueueWorkerInit,
  message: JsMsg,
  { beatMs, signal, thread }: Omit<PullInit, 'makeThread'> & { thread: Computer },
): Promise<void> {
  const taken = take(message, init);
  if (taken === null) return;
  const { run, job } = taken;
  const what = `${job.label}, seed ${job.seed}`;
  const answer = async (result: { outcome: Outcome } | { failure: Failure }) => {
    const bytes = encode({ key: job.key, version: init.version, worker: init.name, ...result });
    await queue.js.publish(resultSubject(run), bytes, { msgID: `${run}.${job.key}` });
    await message.ackAck();
  };
  const before = message.info.deliveryCount - 1;
  if (before >= MAX_DELIVERIES) {
    const reason = `${before} workers were lost over it`;
    await answer({ failure: { kind: 'given-up', reason } });
    return init.onEvent({ event: 'given-up', job: what, reason });
  }
  init.onEvent({ event: 'begin', job: what });
  const beats = setInterval(() => message.working(), beatMs);
  const aborted = Promise.withResolvers<null>();
  const abort = () => aborted.resolve(null);
  signal.addEventListener('abort', abort, { once: true });
  try {
    const outcome = await Promise.race([compute(thread, job), aborted.promise]);
    if (outcome === null) return message.nak();
    await answer({ outcome });
    init.onEvent({ event: 'done', job: what });
  } catch (error) {
    if (signal.aborted) return message.nak();
    const reason = hasCode(error, 'CHORUS_APP_FAILED') ? error.metadata.reason : failureLine(error);
    await answer({ failure: { kind: 'failed', reason } });
    init.onEvent({ event: 'failed', job: what, reason });
  } finally {
    clearInterval(beats);
    signal.removeEventListener('abort', abort);
  }
}

/** @throws ChorusError CHORUS_JOB_DIFFERS where apps or models of the same name are others here */
async function compute(thread: Computer, job: Job): Promise<Outcome> {
  const key = jobKey(job.task);
  if (key !== job.key) throw new ChorusError('CHORUS_JOB_DIFFERS', { theirs: job.key, ours: key });
  return thread.compute(job);
}

/**
 * The job of a message; null for what is none, which is dropped.
 *
 * @throws ChorusError CHORUS_VERSION_MISMATCH
 */
function take(message: JsMsg, { version, onEvent }: QueueWorkerInit): JobMessage | null {
  let job: JobMessage;
  try {
    job = decodeJob(message.data);
  } catch (error) {
    message.term();
    onEvent({ event: 'refused', reason: (error as Error).message });
    return null;
  }
  if (job.version === version) return job;
  message.nak();
  throw new ChorusError('CHORUS_VERSION_MISMATCH', {
    peer: 'the experiment',
    theirs: job.version,
    ours: version,
  });
}
