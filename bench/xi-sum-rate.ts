import { createTwin } from '@chorus/platform/scenario-twin.ts';
import { loadScenario } from '@chorus/platform/scenario.ts';
import type { XiSolver } from './xi-solvers.ts';

export interface SumRateLoss {
  /** Mean over topologies of the sum rate lost against the reference [%]. */
  percent: number;
  /** Half the width of its 95 % interval. */
  halfWidth: number;
}

interface SumRateInit {
  solvers: readonly XiSolver[];
  reference: XiSolver;
  topologies: number;
  nearRtLoops: number;
  onProgress: (done: number, total: number) => void;
}

/** Two fifths of the paper's network at its density: whole runs of it stay affordable at N_t = 16. */
const NETWORK = ['network.radios=40', 'network.users=19', `network.area_m=${500 * Math.sqrt(0.4)}`];
/** Far from the seeds of any training. */
const FIRST_SEED = 3_000_000;
/** The 0.975 quantile of Student's t by degrees of freedom, 1 to 9; 1.96 from there is close enough. */
const STUDENT = [12.71, 4.3, 3.18, 2.78, 2.57, 2.45, 2.36, 2.31, 2.26];

/**
 * What each solver costs in sum rate: the proposed scheme's whole twin, run on the same topologies and
 * channels; the second half of the loops counts.
 */
export async function sumRateLoss(Nt: number, init: SumRateInit): Promise<Map<XiSolver, SumRateLoss>> {
  const { solvers, reference, topologies, nearRtLoops, onProgress } = init;
  const lost = new Map<XiSolver, number[]>(solvers.map((solver) => [solver, []]));
  const total = topologies * (solvers.length + 1);
  let done = 0;
  for (let n = 0; n < topologies; n++) {
    const run = async (solver: XiSolver) => {
      const rate = await sumRate(Nt, FIRST_SEED + n, solver, nearRtLoops);
      onProgress(++done, total);
      return rate;
    };
    const whole = await run(reference);
    for (const solver of solvers) lost.get(solver)?.push(100 * (1 - (await run(solver)) / whole));
  }
  return new Map([...lost].map(([solver, percents]) => [solver, interval(percents)]));
}

async function sumRate(Nt: number, seed: number, solver: XiSolver, loops: number): Promise<number> {
  const set = [...NETWORK, `network.nt=${Nt}`, `seed=${seed}`, `odu.multiplier=${solver}`];
  const twin = await createTwin(loadScenario('paper', set));
  let sum = 0;
  for (let loop = 0; loop < loops; loop++) {
    const rate = twin.loop();
    if (loop >= Math.floor(loops / 2)) sum += rate;
  }
  return sum;
}

function interval(values: readonly number[]): SumRateLoss {
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
  const quantile = STUDENT[values.length - 2] ?? 1.96;
  return { percent: mean, halfWidth: quantile * Math.sqrt(variance / values.length) };
}
