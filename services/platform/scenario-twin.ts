import type { FilterXApp, Observe, XAppInit } from '@chorus/contracts';
import type { Model } from '@chorus/learning';
import { observer } from '@chorus/learning/twin/observer.ts';
import {
  buildTopology,
  range,
  tuneRzfLambda,
  Twin,
  type Measurement,
  type Topology,
  type TwinApps,
  type TwinInit,
} from '@chorus/phy';
import { loadMultiplier, loadPrecoder, loadXApp } from './load-app.ts';
import { loadModel } from './load-model.ts';
import { schemeApps } from './schemes.ts';
import type { Scenario } from './scenario.ts';

/** The topology of a scenario: equal in every process that reads it. */
export function topologyOf(scenario: Scenario): Topology {
  return buildTopology({ ...scenario.network, ...scenario.radio }, scenario.seed);
}

/** What a twin of the scenario is made with, but for the seed of its channels. */
export function twinInitOf({ csi, mobility, radio, clock, qos, rzf }: Scenario): Omit<TwinInit, 'seed'> {
  return {
    error_db: csi.error_db,
    speed_mps: mobility.speed_mps,
    carrier_ghz: radio.carrier_ghz,
    rt_loop_ms: clock.rt_loop_ms,
    rt_loops: clock.rt_loops,
    ...qos,
    start_lambda: rzf.start_lambda,
  };
}

/** lambda of the scenario's RZF scheme: as it says, or tuned on its network. */
export function rzfLambdaOf(
  scenario: Scenario,
  topology: Topology,
  scheme: 'c-rzf' | 'd-rzf' | 'p-rzf',
): number {
  if (scenario.rzf.lambda !== 'auto') return scenario.rzf.lambda;
  return tuneRzfLambda(topology, scheme, { seed: scenario.seed, error_db: scenario.csi.error_db });
}

/** lambda for the scenario's xApp, by its own name or else by the scheme's; undefined where it needs none. */
export function xappLambdaOf(scenario: Scenario, topology: Topology): number | undefined {
  const central = [schemeApps(scenario).xapp, scenario.scheme.name].find(isCentral);
  return central === undefined ? undefined : rzfLambdaOf(scenario, topology, central);
}

/** What the scenario gives its xApp. @throws ChorusError CHORUS_MODEL_NOT_FOUND, CHORUS_MODEL_INVALID */
export function xappInit(scenario: Scenario, topology: Topology): XAppInit {
  const { loading_db: loadingDb, model, explore } = scenario.xapp;
  const rzfLambda = xappLambdaOf(scenario, topology);
  return {
    loadingDb,
    model: model === null ? null : loadModel(model, 'actor'),
    exploration: explore ? scenario.seed : null,
    ...(rzfLambda !== undefined && { rzfLambda }),
  };
}

/** The scenario's model for dApp 1. @throws ChorusError CHORUS_MODEL_NOT_FOUND, CHORUS_MODEL_INVALID */
export function multiplierModel({ odu }: Scenario): Model | null {
  return odu.model === null ? null : loadModel(odu.model, 'multiplier');
}

function isCentral(name: string | null): name is 'c-rzf' | 'p-rzf' {
  return name === 'c-rzf' || name === 'p-rzf';
}

/**
 * The whole scenario in one process, with the apps that it names and no wire: see {@link Twin}.
 *
 * @param fadingSeed of the channels; another than the scenario's keeps the network but not its fading,
 *   which is what tuning needs
 */
export async function createTwin(scenario: Scenario, fadingSeed = scenario.seed): Promise<Twin> {
  const topology = topologyOf(scenario);
  const apps = await twinApps(scenario, topology);
  return new Twin(topology, apps, { seed: fadingSeed, ...twinInitOf(scenario) });
}

async function twinApps(scenario: Scenario, topology: Topology): Promise<TwinApps> {
  const names = schemeApps(scenario);
  const { observe } = scenario.network;
  if (names.xapp !== null) {
    const xapp = await loadXApp(names.xapp, { topology, observe }, xappInit(scenario, topology));
    if (xapp.gives === 'precoders')
      return { gives: 'precoders', csi: xapp.csi, precode: (H, V) => xapp.precode(H, V) };
    const dApps = await loadDApps(scenario, topology);
    return {
      gives: 'filters',
      reach: dApps.reach,
      precoders: dApps.precoders,
      filter: observing(topology, observe, xapp),
    };
  }
  return { gives: 'local', precoders: (await loadDApps(scenario, topology)).precoders };
}

async function loadDApps(scenario: Scenario, topology: Topology) {
  const names = schemeApps(scenario);
  const init = names.precoder === 'd-rzf' ? { rzfLambda: rzfLambdaOf(scenario, topology, 'd-rzf') } : {};
  const model = multiplierModel(scenario);
  const dApps = await Promise.all(
    range(topology.U).map(async (odu) => ({
      precoder: await loadPrecoder(names.precoder, { topology, odu }, init),
      multiplier: await loadMultiplier(names.multiplier, { topology, odu }, { ...init, model }),
    })),
  );
  return {
    reach: dApps[0].precoder.reach,
    precoders: dApps.map(
      ({ precoder, multiplier }) =>
        (cell: Parameters<typeof precoder.precode>[0]) =>
          precoder.precode(cell, multiplier),
    ),
  };
}

/** Gives an xApp what E2 would bring it of user k. */
function observing(topology: Topology, observe: Observe, xapp: FilterXApp) {
  const see = observer(topology, observe);
  // The first call is for what was measured in the slot that starts a run, loop -1.
  const loops = new Int32Array(topology.K).fill(-2);
  return (measured: Measurement, k: number, U: Float64Array, W: Float64Array) => {
    loops[k]++;
    const { Xi, J, interference = null } = see(measured, k);
    xapp.filter({ user: k, nearRtLoop: loops[k], Xi, J, interference }, U, W);
  };
}
