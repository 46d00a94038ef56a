import { readFileSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { hasCode } from '@chorus/platform/errors.ts';
import type { Logger } from 'pino';
import type { AssignmentComponents } from '../model-assignment.ts';
import type { CurveRecord } from '../training/curve.ts';
import type { Collected, Collector } from './collector.ts';
import { putInForce, type InForce } from './put-in-force.ts';
import type { BestSoFar, FromThread, ThreadInit, ToThread } from './thread-messages.ts';

export interface LiveTrainingComponents {
  readonly assignment: AssignmentComponents;
  readonly collector: Collector;
  readonly log: Logger;
}

/** Where a training stands, as `GET /rapps/train` tells it. */
export interface LiveStatus {
  readonly state: 'running' | 'done' | 'stopped' | 'failed';
  readonly name: string;
  readonly folder: string;
  readonly iterations: number;
  readonly backend: string | null;
  /** What runs while it is running. */
  readonly doing: string;
  /** The newest of its curve. */
  readonly record: CurveRecord | null;
  readonly best: BestSoFar | null;
  /** Of those that it put in force, the last. */
  readonly models: readonly InForce[];
  readonly experience: Collected;
  /** Why it failed. */
  readonly code?: string;
  readonly error?: string;
}

type Failure = { readonly state: 'failed' } & Required<Pick<LiveStatus, 'code' | 'error'>>;

const STOP_GRACE_MS = 3000;

/**
 * A training on the running testbed (Algorithm 2): the thread trains, this side puts its models in force and
 * collects their experience meanwhile.
 */
export class LiveTraining {
  /** Resolves when it is over, whatever the end. */
  readonly ended: Promise<void>;
  private readonly components: LiveTrainingComponents;
  private readonly worker: Worker;
  private readonly abort = new AbortController();
  private own: Omit<LiveStatus, 'experience'>;
  private readonly end: () => void;
  /** Why the thread was stopped, if not by a wish. */
  private failure: Failure | null = null;

  constructor(components: LiveTrainingComponents, init: ThreadInit) {
    const { promise, resolve } = Promise.withResolvers<void>();
    const { name, iterations } = init.training.config;
    this.components = components;
    this.ended = promise;
    this.end = resolve;
    this.own = {
      state: 'running',
      name,
      folder: init.folder,
      iterations,
      backend: null,
      doing: 'the thread starts',
      record: null,
      best: null,
      models: [],
    };
    this.worker = new Worker(new URL('./thread.ts', import.meta.url), { workerData: init });
    this.worker.on('message', (message: FromThread) => {
      this.hear(message).catch((error: unknown) => this.failed(error));
    });
    this.worker.on('error', (error) => this.failed(error));
    this.worker.on('exit', () => this.failed(new Error('the thread that trains has ended')));
  }

  get status(): LiveStatus {
    return { ...this.own, experience: this.components.collector.collected };
  }

  /** Ends it with a checkpoint, after the updates under way. */
  stop(why: string): void {
    this.abort.abort(why);
    this.tell({ kind: 'stop', why });
  }

  /** Stops it, and ends it without a checkpoint where that takes long. */
  async close(): Promise<void> {
    this.stop('the end of the non-RT RIC');
    const late = setTimeout(() => this.over({ state: 'stopped' }), STOP_GRACE_MS);
    await this.ended;
    clearTimeout(late);
  }

  private async hear(message: FromThread): Promise<void> {
    switch (message.kind) {
      case 'backend':
        return this.now({ backend: message.backend, doing: 'judging on held-out networks' });
      case 'record':
        return this.now({ record: message.record, best: message.best });
      case 'collect':
        return this.collect(message.models);
      case 'done': {
        const files = message.files.map((file) => readFileSync(file, 'utf8'));
        this.now({ doing: 'the best models are taken over' });
        const models = await putInForce(this.components.assignment, files, this.abort.signal);
        return this.over({ state: 'done', models });
      }
      case 'failed': {
        const { code, message: error } = message;
        const stopped = this.failure ?? ({ state: 'stopped' } as const);
        this.over(code === 'CHORUS_INTERRUPTED' ? stopped : { state: 'failed', code, error });
      }
    }
  }

  /** Where it fails, the thread ends with a checkpoint of what it has. */
  private async collect(files: readonly string[]): Promise<void> {
    const { assignment, collector, log } = this.components;
    this.now({ doing: 'models are taken over' });
    const models = await putInForce(assignment, files, this.abort.signal).catch((error: unknown) => {
      if (!hasCode(error, 'CHORUS_INTERRUPTED')) this.failure = failureOf(error);
      this.tell({ kind: 'stop', why: 'a model that was not taken over' });
      return null;
    });
    if (models === null) return;
    log.info({ models }, 'trained models are in force');
    this.now({ models, doing: 'collecting' });
    collector.begin(Math.max(...models.map(({ nearRtLoop }) => nearRtLoop)));
    const episodes = await collector.episodes();
    this.now({ doing: 'updates' });
    this.tell({ kind: 'episodes', episodes });
  }

  private failed(error: unknown): void {
    this.over(hasCode(error, 'CHORUS_INTERRUPTED') ? { state: 'stopped' } : failureOf(error));
  }

  private now(change: Partial<LiveStatus>): void {
    this.own = { ...this.own, ...change };
  }

  private over(change: Partial<LiveStatus> & Pick<LiveStatus, 'state'>): void {
    if (this.own.state !== 'running') return;
    if (change.state === 'failed') this.components.log.error(change, 'training failed');
    this.now({ ...change, doing: 'nothing' });
    void this.worker.terminate();
    this.end();
  }

  private tell(message: ToThread): void {
    this.worker.postMessage(message);
  }
}

function failureOf(error: unknown): Failure {
  const { message, code = 'ERROR' } = error as { message: string; code?: string };
  return { state: 'failed', code, error: message };
}
