import { buildTopology } from '@chorus/phy';
import Fastify from 'fastify';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import { parseOptions, type ProcessOptions } from '../options.ts';
import type { ProcessContext } from '../process.ts';
import { checkScenario, scenarioDigest } from '../scenario.ts';

/** A ProcessContext without a process: failures are kept, nothing ends. */
export interface TestContext extends ProcessContext {
  /** What `fail` was called with. */
  readonly failures: unknown[];
  /** Resolves with the first failure. */
  readonly failed: Promise<unknown>;
  abort(): void;
}

/** @param document a scenario; what it leaves out has its default */
export function testContext(
  name: string,
  document: Record<string, unknown>,
  options: Partial<ProcessOptions> = {},
): TestContext {
  const scenario = checkScenario(document);
  const stopping = new AbortController();
  const failures: unknown[] = [];
  const { promise: failed, resolve } = Promise.withResolvers<unknown>();
  return {
    name,
    options: { ...(parseOptions([]) as ProcessOptions), patienceS: 10, ...options },
    scenario,
    digest: scenarioDigest(scenario),
    topology: buildTopology({ ...scenario.network, ...scenario.radio }, scenario.seed),
    log: pino({ level: process.env['TEST_LOG'] ?? 'silent' }),
    metrics: new Registry(),
    http: Fastify(),
    health: { waitFor: () => undefined, ok: () => undefined },
    signal: stopping.signal,
    fail(error) {
      failures.push(error);
      resolve(error);
      stopping.abort();
    },
    failures,
    failed,
    abort: () => stopping.abort(),
  };
}
