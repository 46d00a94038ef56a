import { observer } from '@chorus/learning/twin/observer.ts';
import { range, spreadCsi } from '@chorus/phy';
import { loadMultiplier, loadPrecoder, loadXApp } from '@chorus/platform/load-app.ts';
import type { Scenario } from '@chorus/platform/scenario.ts';
import { multiplierModel, xappInit } from '@chorus/platform/scenario-twin.ts';
import { schemeApps } from '@chorus/platform/schemes.ts';
import type { LoadedNetwork } from './loaded-network.ts';

/** Any lambda takes as long. */
const LAMBDA = 1e6;

/**
 * The computations of one near-RT loop of a scenario's scheme: its xApp, and N_RT times both dApps over all O-DUs, one
 * after the other. A central xApp runs in every RT loop. Nothing that crosses a wire is in it.
 *
 * @returns a function that computes one such loop
 */
export async function loopWork(scenario: Scenario, network: LoadedNetwork): Promise<() => void> {
  const { rt_loops: rtLoops } = scenario.clock;
  const xapp = await xappWork(scenario, network);
  const dApps = await dAppWork(scenario, network);
  return () => {
    xapp.perNearRtLoop();
    for (let t = 0; t < rtLoops; t++) {
      xapp.perRtLoop();
      dApps();
    }
  };
}

async function xappWork(scenario: Scenario, { topology, cells, measured }: LoadedNetwork) {
  const nothing = () => undefined;
  const { xapp: name } = schemeApps(scenario);
  if (name === null) return { perNearRtLoop: nothing, perRtLoop: nothing };
  const { observe } = scenario.network;
  const fixed = { ...scenario, rzf: { ...scenario.rzf, lambda: LAMBDA } };
  const xapp = await loadXApp(name, { topology, observe }, xappInit(fixed, topology));
  const { K, L, Nr, Nt, Ns } = topology;
  if (xapp.gives === 'precoders') {
    const H = new Float64Array(2 * K * L * Nr * Nt);
    const V = new Float64Array(2 * K * L * Nt * Ns);
    spreadCsi(topology, cells, xapp.csi, H);
    return { perNearRtLoop: nothing, perRtLoop: () => xapp.precode(H, V) };
  }
  const see = observer(topology, observe);
  const observations = range(K).map((user) => {
    const { Xi, J, interference = null } = see(measured, user);
    return { user, nearRtLoop: 0, Xi, J, interference };
  });
  const U = new Float64Array(2 * Nr * Ns);
  const W = new Float64Array(2 * Ns * Ns);
  const perNearRtLoop = () => {
    for (const observation of observations) xapp.filter(observation, U, W);
  };
  return { perNearRtLoop, perRtLoop: nothing };
}

async function dAppWork(scenario: Scenario, { topology, cells }: LoadedNetwork): Promise<() => void> {
  const names = schemeApps(scenario);
  const init = { rzfLambda: LAMBDA, model: multiplierModel(scenario) };
  const dApps = await Promise.all(
    cells.map(async (cell) => {
      const components = { topology, odu: cell.odu };
      const precoder = await loadPrecoder(names.precoder, components, init);
      const multiplier = await loadMultiplier(names.multiplier, components, init);
      return () => precoder.precode(cell, multiplier);
    }),
  );
  return () => {
    for (const precode of dApps) precode();
  };
}
