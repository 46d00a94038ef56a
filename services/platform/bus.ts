import { connect, type NatsConnection } from '@nats-io/transport-node';
import type { Logger } from 'pino';
import { ChorusError } from './errors.ts';
import { formatEndpoint, parseTcpEndpoints } from './endpoint.ts';
import { withPatience } from './retry.ts';

const RECONNECT_WAIT_MS = 200;
// At a hundred near-RT loops a second ten records leave together: one write here, one read wherever they go.
const KPI_HOLD_MS = 100;

/** What the bus needs of a process; a ProcessContext has it. */
export interface BusContext {
  readonly name: string;
  readonly options: { readonly nats: string; readonly patienceS: number };
  readonly signal: AbortSignal;
  readonly log: Logger;
  fail(error: unknown): void;
}

/** The NATS bus: KPIs and D2. */
export interface Bus {
  /** Publishes one JSON record on `kpi.<process>`, together with those of the next tenth of a second. */
  publishKpi(record: object): void;
  publish(subject: string, bytes: Uint8Array): void;
  /** The subscription is active at the server once the promise resolves. Wildcards as NATS has them. */
  subscribe(subject: string, onMessage: (bytes: Uint8Array, subject: string) => void): Promise<void>;
  /** Everything published before this call has reached the server once the promise resolves. */
  flush(): Promise<void>;
  /** Sends what is pending, then closes. */
  stop(): Promise<void>;
}

/**
 * Connects to NATS, waiting `options.patienceS` for it. Of the servers of a cluster any will do; when it
 * goes away another takes its place. One that is alone is waited for as long again; then the process fails.
 *
 * @throws ChorusError CHORUS_PEER_TIMEOUT
 */
export async function connectBus(context: BusContext): Promise<Bus> {
  const { nats, patienceS } = context.options;
  const servers = parseTcpEndpoints(nats).map(formatEndpoint);
  const connection = await withPatience(
    { peer: 'nats-server', address: nats, seconds: patienceS, signal: context.signal },
    () =>
      connect({
        servers,
        name: context.name,
        timeout: 2000,
        reconnectTimeWait: RECONNECT_WAIT_MS,
        maxReconnectAttempts: Math.max(1, Math.ceil((1000 * patienceS) / RECONNECT_WAIT_MS)),
      }),
  );
  return wrap(connection, context);
}

function wrap(connection: NatsConnection, context: BusContext): Bus {
  const kpiSubject = `kpi.${context.name}`;
  let stopping = false;
  let records: string[] = [];
  let timer: NodeJS.Timeout | null = null;
  const publishKpis = () => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    for (const record of records) connection.publish(kpiSubject, record);
    records = [];
  };
  void connection.closed().then((error) => {
    if (stopping) return;
    const reason = error instanceof Error ? error.message : 'the connection was closed';
    context.fail(new ChorusError('CHORUS_PEER_LOST', { peer: 'nats-server', reason }));
  });
  return {
    publishKpi(record) {
      records.push(JSON.stringify(record));
      timer ??= setTimeout(publishKpis, KPI_HOLD_MS);
    },
    publish: (subject, bytes) => connection.publish(subject, bytes),
    async subscribe(subject, onMessage) {
      connection.subscribe(subject, {
        callback: (error, message) => {
          if (error === null) onMessage(message.data, message.subject);
          else context.log.error({ err: error, subject }, 'NATS subscription failed');
        },
      });
      await connection.flush();
    },
    flush() {
      publishKpis();
      return connection.flush();
    },
    async stop() {
      if (stopping) return;
      stopping = true;
      if (timer !== null) clearTimeout(timer);
      if (connection.isClosed()) return;
      publishKpis();
      // Without the close a connection whose server is gone goes on trying to come back.
      await connection.drain().finally(() => connection.close());
    },
  };
}
