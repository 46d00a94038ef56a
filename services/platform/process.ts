import { buildTopology, type Topology } from '@chorus/phy';
import Fastify, { type FastifyBaseLogger, type FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import { parseTcpEndpoint } from './endpoint.ts';
import { exitCodeOf, failureLine, refine } from './failure.ts';
import { serveHealth, type Health } from './health.ts';
import { createLog } from './log.ts';
import { serveMetrics } from './metrics.ts';
import { optionsHelp, parseOptions, type ProcessOptions } from './options.ts';
import { scheduleFifo } from './scheduling.ts';
import { parseOfh } from './shards.ts';
import { loadScenario, scenarioDigest, type Scenario } from './scenario.ts';

export type { ProcessOptions } from './options.ts';

/** What every process of a testbed is made with. */
export interface ProcessContext {
  /** 'ru-sim', 'o-du-2', 'near-rt-ric', 'xapp-closed-form-0', 'non-rt-ric' */
  readonly name: string;
  readonly options: ProcessOptions;
  readonly scenario: Scenario;
  readonly digest: string;
  readonly topology: Topology;
  readonly log: Logger;
  readonly metrics: Registry;
  /** Routes may be added until `prepare` returns. */
  readonly http: FastifyInstance;
  /** `/healthz` answers 503 until the service calls `ok`. */
  readonly health: Health;
  /** Aborted on SIGTERM, on SIGINT and on a failure. */
  readonly signal: AbortSignal;
  /** A fatal error after the start: logged, everything is stopped, exit code 1. */
  fail(error: unknown): void;
}

export interface Service {
  /** Before the process listens on its HTTP address: registers routes. */
  prepare?(): void | Promise<void>;
  /** Waits for peers and begins. */
  start(): Promise<void>;
  /** Called once, also after a failure and after a `start` that did not end. */
  stop(): Promise<void>;
}

/** What a process calls itself and says of itself under `--help`. */
export interface Role {
  name: (options: ProcessOptions, scenario: Scenario) => string;
  describe: string;
  /** Whether an RT loop waits for it: `clock.scheduling` is for those. */
  isInRtLoop?: boolean;
}

const STOP_GRACE_MS = 4000;

/**
 * The life of a process: options, scenario, topology, `create`, `prepare`, HTTP, `start`, then until
 * a signal or a failure, then `stop`. Ends the process with exit code 0 after a signal, 1 after an
 * error, 2 after a wrong option or scenario; the last line on stderr is then `CODE: message`.
 */
export async function runProcess(role: Role, create: (context: ProcessContext) => Service): Promise<void> {
  let options: ProcessOptions | null;
  let scenario: Scenario;
  try {
    options = parseOptions(process.argv.slice(2), process.env);
    if (options === null) {
      process.stdout.write(optionsHelp(role.describe));
      return;
    }
    scenario = loadScenario(options.scenario, options.set);
  } catch (error) {
    exit(exitCodeOf(error), error);
  }

  const name = role.name(options, scenario);
  const log = createLog(name, options.logLevel);
  const stopping = new AbortController();
  let failure: { error: unknown } | null = null;
  const fail = (error: unknown) => {
    if (stopping.signal.aborted) {
      // What breaks while stopping, or after the first failure, is a consequence.
      log.debug({ err: error }, 'while stopping');
      return;
    }
    failure = { error: refine(error, purposesOf(options)) };
    stopping.abort();
  };
  process.on('uncaughtException', fail);
  process.on('unhandledRejection', fail);
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => stopping.abort());

  const httpLog: FastifyBaseLogger = log.child({ part: 'http' }, { level: 'warn' });
  const http: FastifyInstance = Fastify({ loggerInstance: httpLog });
  let service: Service | null = null;
  const ended = new Promise<void>((resolve) => {
    stopping.signal.addEventListener('abort', () => resolve(), { once: true });
  });
  const life = async () => {
    const { network, radio, seed } = scenario;
    service = create({
      name,
      options,
      scenario,
      digest: scenarioDigest(scenario),
      topology: buildTopology({ ...network, ...radio }, seed),
      log,
      metrics: serveMetrics(http, name),
      http,
      health: serveHealth(http, name),
      signal: stopping.signal,
      fail,
    });
    await service.prepare?.();
    await http.listen(parseTcpEndpoint(options.http));
    if (stopping.signal.aborted) return;
    await service.start();
    // Not before: a start takes seconds of processor time, in which whoever it waits for could not start.
    if (role.isInRtLoop === true && scenario.clock.scheduling === 'fifo') await scheduleFifo(process.pid);
  };
  // Not awaited alone: a start that hangs must not hold up a signal.
  await Promise.race([life().catch(fail), ended]);
  await ended;

  const outcome = failure as { error: unknown } | null;
  if (outcome !== null) log.fatal({ err: outcome.error }, failureLine(outcome.error));
  const late = setTimeout(() => {
    log.error('stopping took too long');
    exit(
      outcome === null ? 1 : exitCodeOf(outcome.error),
      outcome?.error ?? new Error('stopping took too long'),
    );
  }, STOP_GRACE_MS);
  await Promise.allSettled([(service as Service | null)?.stop()]).then(([result]) => {
    if (result.status === 'rejected') log.error({ err: result.reason as unknown }, 'stopping failed');
  });
  http.server.closeAllConnections();
  await http.close();
  clearTimeout(late);
  if (outcome === null) log.info('stopped');
  exit(outcome === null ? 0 : exitCodeOf(outcome.error), outcome?.error);
}

function purposesOf({ http, ofh, e2, xappApi }: ProcessOptions): Record<string, string> {
  const onOfh = Object.fromEntries(parseOfh(ofh).map((address) => [address, '--ofh, O-FH']));
  return { [http]: '--http', ...onOfh, [e2]: '--e2, E2', [xappApi]: '--xapp-api, xApp API' };
}

function exit(code: number, error?: unknown): never {
  if (error !== undefined) process.stderr.write(`${failureLine(error)}\n`);
  // A grpc or Redis handle that a failed start left open must not keep the process.
  process.exit(code);
}
