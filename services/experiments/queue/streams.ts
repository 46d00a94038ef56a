import {
  AckPolicy,
  jetstream,
  JetStreamApiError,
  jetstreamManager,
  RetentionPolicy,
  StorageType,
  type JetStreamClient,
  type JetStreamManager,
} from '@nats-io/jetstream';
import { connect, nanos, type NatsConnection } from '@nats-io/transport-node';
import { formatEndpoint, parseTcpEndpoints } from '@chorus/platform/endpoint.ts';
import { ChorusError } from '@chorus/platform/errors.ts';
import { withPatience } from '@chorus/platform/retry.ts';

/** Jobs: each goes to one worker, and is gone once it is acknowledged. */
export const JOBS = 'CHORUS_JOBS';
/** Results, by run. */
export const RESULTS = 'CHORUS_RESULTS';
/** The consumer that all workers share. */
export const WORKERS = 'workers';

export const jobSubject = (run: string) => `chorus.jobs.${run}`;
export const resultSubject = (run: string) => `chorus.results.${run}`;

/** What is not fetched within a day is forgotten. */
const MAX_AGE_MS = 24 * 3600 * 1000;
/** In which a message with the same Nats-Msg-Id is dropped. */
const DUPLICATES_MS = 3600 * 1000;
const DEFAULT_ACK_WAIT_MS = 15_000;
const PATIENCE_S = 5;

/** A connection to the NATS that has the queue. */
export interface Queue {
  readonly connection: NatsConnection;
  readonly js: JetStreamClient;
  readonly jsm: JetStreamManager;
}

/** @throws ChorusError CHORUS_PEER_TIMEOUT, CHORUS_QUEUE_UNAVAILABLE where NATS runs without JetStream */
export async function connectQueue(address: string, name: string, signal: AbortSignal): Promise<Queue> {
  const servers = parseTcpEndpoints(address).map(formatEndpoint);
  const connection = await withPatience({ peer: 'nats-server', address, seconds: PATIENCE_S, signal }, () =>
    connect({ servers, name, timeout: 2000 }),
  );
  try {
    const jsm = await jetstreamManager(connection);
    return { connection, jsm, js: jetstream(connection) };
  } catch (error) {
    await connection.close();
    const reason = (error as Error).message;
    throw new ChorusError('CHORUS_QUEUE_UNAVAILABLE', { address, reason }, { cause: error });
  }
}

/**
 * Makes the two streams and the workers' consumer, where they are not there.
 *
 * @param ackWaitMs after which a job whose worker is silent goes to another
 */
export async function ensureStreams({ jsm }: Queue, ackWaitMs = DEFAULT_ACK_WAIT_MS): Promise<void> {
  const common = {
    storage: StorageType.File,
    max_age: nanos(MAX_AGE_MS),
    duplicate_window: nanos(DUPLICATES_MS),
  };
  const streams = [
    { ...common, name: JOBS, subjects: [jobSubject('*')], retention: RetentionPolicy.Workqueue },
    { ...common, name: RESULTS, subjects: [resultSubject('*')], retention: RetentionPolicy.Limits },
  ];
  for (const config of streams)
    await unlessThere(
      () => jsm.streams.info(config.name),
      () => jsm.streams.add(config),
    );
  await unlessThere(
    () => jsm.consumers.info(JOBS, WORKERS),
    () =>
      jsm.consumers.add(JOBS, {
        durable_name: WORKERS,
        ack_policy: AckPolicy.Explicit,
        ack_wait: nanos(ackWaitMs),
        // Workers count deliveries themselves, so that somebody says that a job was given up.
        max_deliver: -1,
      }),
  );
}

/** Two that make the same thing at once both find it made. */
async function unlessThere(info: () => Promise<unknown>, add: () => Promise<unknown>): Promise<void> {
  try {
    await info();
  } catch (error) {
    if (!(error instanceof JetStreamApiError)) throw error;
    await add();
  }
}
