import { Channel } from './channel.ts';
import { CsiEstimator, hear } from './csi.ts';
import { Measurement } from './effective-channel.ts';
import { channelsByRadio, OduCell } from './odu-cell.ts';
import { CentralRzf } from './rzf-central.ts';
import { ClusterRzf } from './rzf-cluster.ts';
import { LocalRzf } from './rzf-local.ts';
import { range, type Topology } from './topology.ts';
import { spreadCsi } from './twin.ts';

/** The grid of lambda over the noise power: half decades from 1e2 to 1e9. */
export const LAMBDA_GRID: readonly number[] = range(15).map((n) => 10 ** (2 + n / 2));

export interface TuneInit {
  seed: number;
  /** rho^2 [dB]: the precoders see estimates, the rates the true channel. */
  error_db?: number | null;
  /** Independent channels to average over. */
  draws?: number;
  grid?: readonly number[];
  onProgress?: (done: number, total: number) => void;
}

/**
 * The lambda of the grid with the largest mean sum rate on this network, over channels that
 * no run of the same seed sees.
 */
export function tuneRzfLambda(
  topology: Topology,
  scheme: 'c-rzf' | 'd-rzf' | 'p-rzf',
  init: TuneInit,
): number {
  const { draws = 4, grid = LAMBDA_GRID, error_db = null } = init;
  const score = new Float64Array(grid.length);
  for (let draw = 0; draw < draws; draw++) {
    const networks = drawNetwork(topology, init.seed, draw, error_db);
    for (const [n, lambda] of grid.entries()) {
      score[n] += sumRate(topology, scheme, lambda, networks);
      init.onProgress?.(draw * grid.length + n + 1, draws * grid.length);
    }
  }
  return grid[score.indexOf(Math.max(...score))];
}

interface Draw {
  H: Float64Array;
  cells: readonly OduCell[];
}

function drawNetwork(topology: Topology, seed: number, draw: number, errorDb: number | null): Draw {
  const still = { speed_mps: 0, carrier_ghz: 1, rt_loop_ms: 1 };
  // Offsets keep these streams apart from those of the runs, whose seeds count from zero.
  const apart = (seed ^ 0x5bd1e995) + 1000 * draw;
  const { H } = new Channel(topology, still, apart);
  const estimator = new CsiEstimator(topology, errorDb, apart);
  const cells = range(topology.U).map((u) => new OduCell(topology, u));
  hear(topology, estimator.estimate(H), channelsByRadio(topology, cells));
  return { H, cells };
}

function sumRate(
  topology: Topology,
  scheme: 'c-rzf' | 'd-rzf' | 'p-rzf',
  lambda: number,
  draw: Draw,
): number {
  const { K, L, Nr, Nt, Ns, served } = topology;
  const block = 2 * Nt * Ns;
  let V: Float64Array[];
  if (scheme === 'd-rzf') {
    V = new Array<Float64Array>(L);
    for (const cell of draw.cells) {
      new LocalRzf(topology, cell.odu, lambda).precode(cell);
      for (const [j, l] of cell.radios.entries()) V[l] = cell.V[j];
    }
  } else {
    const csi = scheme === 'c-rzf' ? 'served' : 'coupled';
    const H = new Float64Array(2 * K * L * Nr * Nt);
    const dense = new Float64Array(2 * K * L * Nt * Ns);
    spreadCsi(topology, draw.cells, csi, H);
    const rzf =
      scheme === 'c-rzf' ? new CentralRzf(topology, lambda, 'served') : new ClusterRzf(topology, lambda);
    rzf.precode(H, dense);
    V = served.map((users, l) => {
      const own = new Float64Array(users.length * block);
      for (const [n, k] of users.entries()) {
        own.set(dense.subarray((k * L + l) * block, (k * L + l + 1) * block), n * block);
      }
      return own;
    });
  }
  const measured = new Measurement(topology);
  measured.measure(draw.H, V);
  return measured.rates.reduce((a, b) => a + b, 0);
}
