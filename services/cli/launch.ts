import { join } from 'node:path';
import { ChorusError } from '@chorus/platform/errors.ts';
import { checkApps } from '@chorus/platform/check-apps.ts';
import { loadScenario, scenarioPath, type Scenario } from '@chorus/platform/scenario.ts';
import { StartProgress } from './start-progress.ts';
import type { KpiRecord } from './testbed/kpi.ts';
import { planProcesses, processNames } from './testbed/plan.ts';
import { Registry } from './testbed/registry.ts';
import { home } from './testbed/repository.ts';
import { thisMachine } from './testbed/servers.ts';
import { Testbed } from './testbed/testbed.ts';

/** Options that `up` and `run` share. */
export interface LaunchOptions {
  set: string[];
  listen: string[];
  patienceS: number;
  logLevel: string;
}

/** Prints for people, so that stdout stays for results. */
export function say(text: string): void {
  process.stderr.write(`chorus: ${text}\n`);
}

/**
 * Makes the testbed of a scenario and starts it.
 *
 * @param work what to do with it; whatever befalls, the testbed is stopped before this returns
 * @throws ChorusError, CHORUS_INTERRUPTED on SIGINT, SIGTERM and SIGHUP
 */
export async function withTestbed<T>(
  components: {
    scenarioName: string;
    options: LaunchOptions;
    dashboard?: boolean;
    onRecord: (record: KpiRecord, text: string) => void;
  },
  work: (testbed: Testbed, scenario: Scenario, signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const { scenarioName, options, dashboard = false, onRecord } = components;
  const scenarioFile = scenarioPath(scenarioName);
  const scenario = loadScenario(scenarioFile, options.set);
  await checkApps(scenario);
  const interrupted = new AbortController();
  const init = {
    scenarioFile,
    overrides: options.set,
    patienceS: options.patienceS,
    logLevel: options.logLevel,
    models: join(home(), 'models'),
  };
  const names = processNames(scenario, { dashboard });
  const starting = new StartProgress(names.length);
  const testbed = new Testbed(
    {
      scenario,
      scenarioFile,
      overrides: options.set,
      registry: new Registry(home()),
      machine: thisMachine(say),
      names,
      plan: (addresses) => planProcesses(scenario, init, addresses),
      onRecord,
    },
    {
      patienceS: options.patienceS,
      listen: options.listen,
      onWaiting: (waiting) => starting.show(waiting),
    },
  );
  const onSignal = (signal: NodeJS.Signals) => {
    // The second one is impatient.
    if (interrupted.signal.aborted) testbed.kill();
    else interrupted.abort(new ChorusError('CHORUS_INTERRUPTED', { signal }));
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal);
  try {
    await testbed.start(interrupted.signal).finally(() => starting.clear());
    return await work(testbed, scenario, interrupted.signal);
  } finally {
    await testbed.stop();
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.off(signal, onSignal);
  }
}
