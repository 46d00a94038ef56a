import { Random, solveByBisection, solveByNewton } from '@chorus/phy';
import { medianMs } from './clock.ts';

/** Microseconds to solve (28) once, over a thousand problems with eigenvalues spread over six decades. */
export function benchMultipliers(calls: number) {
  const random = new Random(1, 'bench');
  const problems = Array.from({ length: 1000 }, () => ({
    lambda: Float64Array.from({ length: 4 }, () => 10 ** (2 + 6 * random.uniform())).sort(),
    phi: Float64Array.from({ length: 4 }, () => 10 ** (6 + 8 * random.uniform())),
  }));
  const time = (solve: typeof solveByNewton) =>
    medianMs(() => {
      for (const { lambda, phi } of problems) solve(lambda, phi, 1);
    }, calls);
  const newton = time(solveByNewton);
  const bisection = time(solveByBisection);
  return [
    { name: 'newton', us: newton, ratio: 1 },
    { name: 'bisection', us: bisection, ratio: bisection / newton },
  ];
}
