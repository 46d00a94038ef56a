import { observer } from '@chorus/learning/twin/observer.ts';
import { range, spreadCsi } from '@chorus/phy';
import { loadMultiplier, loadPrecoder, loadXApp } from '@chorus/platform/load-app.ts';
import type { Scenario } from '@chorus/platform/scenario.ts';
import { multiplierModel, xappInit } from '@chorus/platform/scenario-twin.ts';
import { schemeApps } from '@chorus/platform/schemes.ts';
import type { LoadedNetwork } from './loaded-network.ts';

/** lambda over the noise power: any takes as long. */
export const RZF_LAMBDA = 1e6;

/** The computations of a near-RT loop, and where their results are. */
export interface LoopWork {
  /** Computes one; what dApps find is in the network's cells. */
  readonly run: () => void;
  /** Of an xApp that gives filters: U_k, [K, N_r, N_s] complex, and W_k, [K, N_s, N_s] complex. */
  readonly filters: { readonly U: Float64Array; readonly W: Float64Array } | null;
  /** Of an xApp that gives precoders: V_k,l, [K, L, N_t, N_s] complex. */
  readonly V: Float64Array | null;
}

/**
 * The computations of one near-RT loop of a scenario's scheme: its xApp, and N_RT times both dApps over all O-DUs, one
 * after the other. A central xApp runs in every RT loop. Nothing that crosses a wire is in it.
 */
export async function loopWork(scenario: Scenario, network: LoadedNetwork): Promise<LoopWork> {
  const { rt_loops: rtLoops } = scenario.clock;
  const { perNearRtLoop, perRtLoop, filters, V } = await xappWork(scenario, network);
  const dApps = await dAppWork(scenario, network);
  const run = () => {
    perNearRtLoop();
    for (let t = 0; t < rtLoops; t++) {
      perRtLoop();
      dApps();
    }
  };
  return { run, filters, V };
}

async function xappWork(scenario: Scenario, { topology, cells, measured }: LoadedNetwork) {
  const nothing = () => undefined;
  const { xapp: name } = schemeApps(scenario);
  if (name === null) return { perNearRtLoop: nothing, perRtLoop: nothing, filters: null, V: null };
  const { observe } = scenario.network;
  const fixed = { ...scenario, rzf: { ...scenario.rzf, lambda: RZF_LAMBDA } };
  const xapp = await loadXApp(name, { topology, observe }, xappInit(fixed, topology));
  const { K, L, Nr, Nt, Ns } = topology;
  if (xapp.gives === 'precoders') {
    const H = new Float64Array(2 * K * L * Nr * Nt);
    const V = new Float64Array(2 * K * L * Nt * Ns);
    spreadCsi(topology, cells, xapp.csi, H);
    return { perNearRtLoop: nothing, perRtLoop: () => xapp.precode(H, V), filters: null, V };
  }
  const see = observer(topology, observe);
  const observations = range(K).map((user) => {
    const { Xi, J, interference = null } = see(measured, user);
    return { user, nearRtLoop: 0, Xi, J, interference };
  });
  const U = new Float64Array(2 * K * Nr * Ns);
  const W = new Float64Array(2 * K * Ns * Ns);
  const ofUser = (all: Float64Array, k: number) =>
    all.subarray((k * all.length) / K, ((k + 1) * all.length) / K);
  const outputs = range(K).map((k) => ({ U: ofUser(U, k), W: ofUser(W, k) }));
  const perNearRtLoop = () => {
    for (const observation of observations) {
      const own = outputs[observation.user];
      xapp.filter(observation, own.U, own.W);
    }
  };
  return { perNearRtLoop, perRtLoop: nothing, filters: { U, W }, V: null };
}

async function dAppWork(scenario: Scenario, { topology, cells }: LoadedNetwork): Promise<() => void> {
  const names = schemeApps(scenario);
  const init = { rzfLambda: RZF_LAMBDA, model: multiplierModel(scenario) };
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
