import { measureAccuracy, type MultiplierAccuracy } from '@chorus/learning/multiplier/accuracy.ts';
import { drawProblems } from '@chorus/learning/multiplier/problems.ts';
import { MultiplierNetwork } from '@chorus/learning/multiplier/solver.ts';
import { solveByBisection, solveByNewton, type SolveMultiplier } from '@chorus/phy';
import { loadModel } from '@chorus/platform/load-model.ts';
import { quantile } from './clock.ts';

/** Names of the multiplier dApps that are compared. */
export const XI_SOLVERS = ['bisection', 'newton', 'network-plain', 'network'] as const;
export type XiSolver = (typeof XI_SOLVERS)[number];

export interface XiSolverResult {
  Nt: number;
  solver: XiSolver;
  accuracy: MultiplierAccuracy;
  /** Microseconds for one O-RU, the median over rounds of all problems. */
  us: number;
}

/** Far from the seeds of any training. */
const FIRST_SEED = 2_000_000;
const NETWORKS = 10;
const PROBLEMS = 300;
const ROUNDS = 80;

/** Errors and speed of every solver on problems of ten held-out networks whose constraint binds. */
export function benchXiSolvers(Nt: number): XiSolverResult[] {
  const problems = Array.from({ length: NETWORKS }, (_, n) =>
    drawProblems(Nt, FIRST_SEED + n, PROBLEMS),
  ).flat();
  const network = new MultiplierNetwork(loadModel('xi', 'multiplier'), Nt);
  const solve: Record<XiSolver, SolveMultiplier> = {
    bisection: solveByBisection,
    newton: solveByNewton,
    'network-plain': (lambda, phi, pMax) => network.plain(lambda, phi, pMax),
    network: (lambda, phi, pMax) => network.refined(lambda, phi, pMax),
  };
  const us = timeInTurn((solver) => {
    for (const { lambda, phi, pMax } of problems) solve[solver](lambda, phi, pMax);
  });
  return XI_SOLVERS.map((solver) => ({
    Nt,
    solver,
    accuracy: measureAccuracy(problems, solve[solver]),
    us: us[solver] / problems.length,
  }));
}

/** Median time of a round [us], after a warm-up; the solvers take turns, so that busy spells hit all of them. */
function timeInTurn(round: (solver: XiSolver) => void): Record<XiSolver, number> {
  const samples = XI_SOLVERS.map(() => [] as number[]);
  for (let turn = 0; turn < ROUNDS; turn++) {
    for (const [n, solver] of XI_SOLVERS.entries()) {
      const start = performance.now();
      round(solver);
      if (turn >= ROUNDS / 4) samples[n].push(1000 * (performance.now() - start));
    }
  }
  return Object.fromEntries(XI_SOLVERS.map((solver, n) => [solver, quantile(samples[n], 0.5)])) as Record<
    XiSolver,
    number
  >;
}
