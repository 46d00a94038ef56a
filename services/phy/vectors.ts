import { Measurement, receivedCovariance } from './effective-channel.ts';
import { FilterEquations } from './filters.ts';
import { solveByNewton } from './multiplier.ts';
import { OduCell } from './odu-cell.ts';
import { addRemote, d2Pairs, gatherSums } from './d2.ts';
import { DistributedPrecoder } from './precoder.ts';
import { updateMultipliers } from './quality-of-service.ts';
import { CentralRzf } from './rzf-central.ts';
import { LocalRzf } from './rzf-local.ts';
import { deriveTopology, largeScaleFading, range, type Topology } from './topology.ts';

/** A tensor of a vectors file: row-major, `im` only where it is complex. */
export interface VectorTensor {
  shape: number[];
  re: number[];
  im?: number[];
}

/** A test-vector file: inputs of one network and what the equations must give. */
export interface VectorFile {
  dims: {
    K: number;
    L: number;
    Nt: number;
    Nr: number;
    Ns: number;
    odus: number;
    cluster: number;
    observed: number;
  };
  area_m: number;
  carrier_ghz: number;
  p_max_w: number;
  noise_w: number;
  rzf_lambda: number;
  mu_step: number | VectorTensor;
  radios_xy_m: VectorTensor;
  users_xy_m: VectorTensor;
  odu_of_radio: number[];
  H: VectorTensor;
  H_next: VectorTensor;
  V0: VectorTensor;
  mu: VectorTensor;
  r_min: VectorTensor;
  expected: Record<string, VectorTensor | number[][]>;
}

/** One quantity: its largest error over its largest magnitude. */
export interface VectorResult {
  quantity: string;
  relativeError: number;
}

/** Computes every quantity of the file and compares. Quantities that this project does not know get NaN. */
export function checkVectors(file: VectorFile): VectorResult[] {
  if (Object.keys(file.expected).length === 0) throw new Error('expected holds no quantity to check');
  const computed = compute(file);
  return Object.entries(file.expected).map(([quantity, expected]) => {
    const actual = computed[quantity];
    const reference = Array.isArray(expected) ? Float64Array.from(expected.flat()) : interleaved(expected);
    return { quantity, relativeError: actual === undefined ? NaN : relativeError(actual, reference) };
  });
}

/** The largest error over the largest magnitude; NaN where lengths differ. */
export function relativeError(actual: Float64Array, reference: Float64Array): number {
  if (actual.length !== reference.length) return NaN;
  let error = 0;
  let magnitude = 0;
  for (let i = 0; i < reference.length; i++) {
    const difference = Math.abs(actual[i] - reference[i]);
    // A NaN must not lose against the comparison below.
    if (Number.isNaN(difference)) return NaN;
    error = Math.max(error, difference);
    magnitude = Math.max(magnitude, Math.abs(reference[i]));
  }
  return magnitude === 0 ? error : error / magnitude;
}

function compute(file: VectorFile): Record<string, Float64Array> {
  const topology = vectorTopology(file);
  const { K, L, U, Nt, Nr, Ns, serving, observed } = topology;
  const H = interleaved(file.H);
  const H_next = interleaved(file.H_next);
  const V0 = byRadio(topology, interleaved(file.V0));
  const mu = Float64Array.from(file.mu.re);

  const before = new Measurement(topology);
  before.measure(H, V0);
  const all = filters(
    topology,
    before.Xi,
    range(K).map(() => range(K)),
  );
  const seen = filters(topology, before.Xi, observed);
  const muNext = mu.slice();
  const step = typeof file.mu_step === 'number' ? file.mu_step : Float64Array.from(file.mu_step.re);
  updateMultipliers(muNext, before.rates, Float64Array.from(file.r_min.re), step);

  /** One RT loop with all O-RUs at one O-DU, so that each uses the newest V of the others. */
  const together: Topology = {
    ...topology,
    U: 1,
    oduOfRadio: range(L).map(() => 0),
    radiosOfOdu: [range(L)],
  };
  const cellAt = (which: Topology, odu: number, channels: Float64Array) => {
    const cell = new OduCell(which, odu);
    fillCell(cell, channels, V0);
    cell.U.set(all.U);
    cell.W.set(all.W);
    for (let k = 0; k < K; k++) cell.omega[k] = 1 + mu[k];
    return cell;
  };
  const sweep = (coordinated: boolean) => {
    const cell = cellAt(together, 0, H);
    const precoder = new DistributedPrecoder(together, 0, { reach: 'served', coordinated });
    precoder.precode(cell, solveByNewton);
    return { V: cell.V, xi: cell.xi, precoder };
  };
  const proposed = sweep(true);
  const wmmse = sweep(false);
  const after = new Measurement(topology);
  after.measure(H, proposed.V);

  /** One RT loop at H_next, with other O-DUs' H and V as of the last D2. */
  const staleV: Float64Array[] = new Array<Float64Array>(L);
  const staleXi = new Float64Array(L);
  const senders = range(U).map((u) => cellAt(topology, u, H));
  for (const u of range(U)) {
    const cell = cellAt(topology, u, H_next);
    for (const from of range(U)) {
      const pairs = d2Pairs(topology, from, u, 'served');
      const sums = new Float64Array(2 * pairs.length * Nr * Ns);
      gatherSums(senders[from], pairs, sums);
      addRemote(cell, pairs, sums);
    }
    new DistributedPrecoder(topology, u, { reach: 'served', coordinated: true }).precode(cell, solveByNewton);
    for (const [j, l] of cell.radios.entries()) {
      staleV[l] = cell.V[j];
      staleXi[l] = cell.xi[j];
    }
  }

  const central = (csi: 'full' | 'served') => {
    const V = new Float64Array(2 * K * L * Nt * Ns);
    new CentralRzf(topology, file.rzf_lambda, csi).precode(H, V);
    return V;
  };
  const local = cellAt(together, 0, H);
  new LocalRzf(together, 0, file.rzf_lambda).precode(local);

  const flat = (lists: readonly (readonly number[])[]) => Float64Array.from(lists.flat());
  return {
    beta: topology.beta,
    serving: flat(serving),
    observed: flat(observed),
    Xi: before.Xi,
    rates: before.rates,
    U: all.U,
    W: all.W,
    U_observed: seen.U,
    W_observed: seen.W,
    mu_next: muNext,
    V_proposed: dense(topology, proposed.V),
    xi_proposed: proposed.xi,
    Lambda_proposed: concatenate(proposed.precoder.lambda),
    Phi_proposed: concatenate(proposed.precoder.phi),
    rates_proposed: after.rates,
    V_proposed_stale: dense(topology, staleV),
    xi_proposed_stale: staleXi,
    V_wmmse: dense(topology, wmmse.V),
    xi_wmmse: wmmse.xi,
    V_crzf_full: central('full'),
    V_crzf_served: central('served'),
    V_drzf: dense(topology, local.V),
  };
}

/** The topology of a file: its positions and O-DUs, everything else derived. */
export function vectorTopology(file: VectorFile): Topology {
  const { dims } = file;
  const radiosXY = Float64Array.from(file.radios_xy_m.re);
  const usersXY = Float64Array.from(file.users_xy_m.re);
  const beta = largeScaleFading(radiosXY, usersXY, file.area_m, file.carrier_ghz);
  const derived = deriveTopology(
    {
      radios: dims.L,
      users: dims.K,
      odus: dims.odus,
      nt: dims.Nt,
      nr: dims.Nr,
      cluster: dims.cluster,
      observed: dims.observed,
      area_m: file.area_m,
      carrier_ghz: file.carrier_ghz,
      p_max_dbm: 0,
      noise_dbm: 0,
      shadowing_db: 0,
    },
    { radiosXY, usersXY, oduOfRadio: file.odu_of_radio, beta },
  );
  // Watts as the file gives them: a detour over dBm would cost digits.
  return { ...derived, pMax: file.p_max_w, noise: file.noise_w };
}

/** (17) and (16) with J_k over the users of `sets[k]`. */
function filters({ K, Nr, Ns }: Topology, Xi: Float64Array, sets: readonly (readonly number[])[]) {
  const equations = new FilterEquations(Nr, Ns);
  const U = new Float64Array(2 * K * Nr * Ns);
  const W = new Float64Array(2 * K * Ns * Ns);
  const block = 2 * Nr * Ns;
  const J = new Float64Array(2 * Nr * Nr);
  for (let k = 0; k < K; k++) {
    const row = (i: number) => Xi.subarray((k * K + i) * block, (k * K + i + 1) * block);
    const seen = concatenate(sets[k].map(row));
    receivedCovariance(sets[k].length, Nr, Ns, seen, 0, J);
    const Uk = U.subarray(k * block, (k + 1) * block);
    equations.receiveFilter(J, 0, row(k), 0, Uk);
    equations.weight(Uk, row(k), 0, 0, W.subarray(2 * k * Ns * Ns, 2 * (k + 1) * Ns * Ns));
  }
  return { U, W };
}

function fillCell(cell: OduCell, H: Float64Array, V: readonly Float64Array[]): void {
  const { L, Nr, Nt, coupled } = cell.topology;
  const block = 2 * Nr * Nt;
  for (const [j, l] of cell.radios.entries()) {
    for (const [n, i] of coupled[l].entries()) {
      cell.H[j].set(H.subarray((i * L + l) * block, (i * L + l + 1) * block), n * block);
    }
    cell.V[j].set(V[l]);
  }
}

/** [K, L, N_t, N_s] to the served users of each O-RU. */
function byRadio({ L, Nt, Ns, served }: Topology, V: Float64Array): Float64Array[] {
  const block = 2 * Nt * Ns;
  return served.map((users, l) =>
    concatenate(users.map((k) => V.subarray((k * L + l) * block, (k * L + l + 1) * block))),
  );
}

function dense({ K, L, Nt, Ns, served }: Topology, V: readonly Float64Array[]): Float64Array {
  const block = 2 * Nt * Ns;
  const out = new Float64Array(K * L * block);
  for (let l = 0; l < L; l++) {
    for (const [n, k] of served[l].entries()) {
      out.set(V[l].subarray(n * block, (n + 1) * block), (k * L + l) * block);
    }
  }
  return out;
}

function concatenate(parts: readonly Float64Array[]): Float64Array {
  const out = new Float64Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

function interleaved({ re, im }: VectorTensor): Float64Array {
  if (im === undefined) return Float64Array.from(re);
  return Float64Array.from({ length: 2 * re.length }, (_, i) => (i % 2 === 0 ? re[i / 2] : im[(i - 1) / 2]));
}
