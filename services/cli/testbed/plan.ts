import { basename, extname, join } from 'node:path';
import { schemeApps } from '@chorus/platform/schemes.ts';
import type { Scenario } from '@chorus/platform/scenario.ts';
import { shardName } from '@chorus/platform/shards.ts';
import type { Addresses } from './addresses.ts';
import { root } from './repository.ts';
import type { ProcessPlan } from './spawn.ts';

// The tail of a paced slot is garbage collection; a larger young generation keeps it out of the way.
// Node refuses these in NODE_OPTIONS.
const HEAP_FLAGS = ['--initial-old-space-size=512', '--min-semi-space-size=32', '--max-semi-space-size=64'];

interface Member {
  readonly name: string;
  readonly role: string;
  readonly entry: string;
  readonly index: number;
}

/** What every process is told beside its addresses. */
export interface PlanInit {
  readonly scenarioFile: string;
  readonly overrides: readonly string[];
  readonly patienceS: number;
  readonly logLevel: string;
  /** The folder of the model registry. */
  readonly models: string;
}

/** Whether there is somebody to look at it: `up` has a dashboard, `run` has none. */
export interface PlanChoice {
  readonly dashboard: boolean;
}

/** The names of a scenario's processes, each of which serves HTTP. */
export function processNames(scenario: Scenario, choice: PlanChoice = { dashboard: false }): string[] {
  return members(scenario, choice).map(({ name }) => name);
}

/** The processes of a scenario, without the servers; a dashboard where it has an address. */
export function planProcesses(scenario: Scenario, init: PlanInit, addresses: Addresses): ProcessPlan[] {
  const { redis, nats, ofh, e2, xappApi, http } = addresses;
  const common = [
    ...['--scenario', init.scenarioFile, ...init.overrides.flatMap((text) => ['--set', text])],
    ...['--redis', redis, '--nats', nats, '--ofh', ofh, '--e2', e2, '--xapp-api', xappApi],
    ...['--a1', `http://${http['near-rt-ric']}`, '--models', init.models],
    ...['--ru-sim', `http://${http['ru-sim']}`, '--non-rt-ric', `http://${http['non-rt-ric']}`],
    ...['--patience-s', String(init.patienceS), '--log-level', init.logLevel],
  ];
  return members(scenario, { dashboard: 'dashboard' in http }).map(({ name, role, entry, index }) => ({
    name,
    role,
    command: [
      ...[process.execPath, ...HEAP_FLAGS, join(root, 'services', entry), ...common],
      ...['--index', String(index), '--http', http[name]],
    ],
    http: http[name],
  }));
}

function members(scenario: Scenario, { dashboard }: PlanChoice): Member[] {
  const { xapp } = schemeApps(scenario);
  const many = (count: number, make: (index: number) => Omit<Member, 'index'>) =>
    Array.from({ length: count }, (_, index) => ({ ...make(index), index }));
  return [
    ...many(scenario.ru_sim.shards, (s) => ({ name: shardName(s), role: 'ru-sim', entry: 'ru-sim/main.ts' })),
    ...many(scenario.network.odus, (u) => ({ name: `o-du-${u}`, role: 'o-du', entry: 'o-du/main.ts' })),
    { name: 'near-rt-ric', role: 'near-rt-ric', entry: 'near-rt-ric/main.ts', index: 0 },
    ...many(xapp === null ? 0 : scenario.xapp.replicas, (r) => ({
      name: `xapp-${shortName(xapp as string)}-${r}`,
      role: 'xapp',
      entry: 'xapps/sdk/main.ts',
    })),
    { name: 'non-rt-ric', role: 'non-rt-ric', entry: 'non-rt-ric/main.ts', index: 0 },
    ...many(dashboard ? 1 : 0, () => ({ name: 'dashboard', role: 'dashboard', entry: 'dashboard/main.ts' })),
  ];
}

/** A module given by its path is called by its file. */
function shortName(xapp: string): string {
  return basename(xapp, extname(xapp));
}
