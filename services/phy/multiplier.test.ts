import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { powerAt, solveByBisection, solveByNewton } from './multiplier.ts';
import { assertWithin } from './testing/expect.ts';
import { Source } from './testing/source.ts';

const solvers = { newton: solveByNewton, bisection: solveByBisection };

interface Problem {
  lambda: Float64Array;
  phi: Float64Array;
  pMax: number;
}

/** A random (28), its eigenvalues and Phi spread over `decades` decades, part of it null space. */
function drawProblem(source: Source, decades: number): Problem {
  const n = source.integer(1, 8);
  const nulls = source.uniform() < 0.3 ? source.integer(0, n - 1) : 0;
  const values = Array.from({ length: n }, (_, m) =>
    m < nulls ? 0 : source.decades(-decades / 2, decades / 2),
  );
  const lambda = Float64Array.from(values).sort();
  const phi = lambda.map((value) => (value === 0 ? 0 : source.decades(-decades, decades)));
  // A share of the power at xi = 0, so that most constraints bind, some by far and some hardly.
  const pMax =
    powerAt(lambda, phi, 0) * (source.uniform() < 0.5 ? source.uniform() : source.decades(-decades - 1, 0));
  return { lambda, phi, pMax };
}

/** Mean of lambda + xi as the slope of the power weighs it: the size against which an error in xi tells. */
function sizeAt({ lambda, phi }: Problem, xi: number): number {
  let power = 0;
  let slope = 0;
  for (let n = 0; n < phi.length; n++) {
    if (phi[n] === 0) continue;
    power += phi[n] / (lambda[n] + xi) ** 2;
    slope += phi[n] / (lambda[n] + xi) ** 3;
  }
  return power / slope;
}

test('powerAt is the left side of (28), without the null space', () => {
  const power = powerAt(Float64Array.of(0, 1, 3), Float64Array.of(0, 8, 50), 1);
  assert.equal(power, 8 / 4 + 50 / 16);
  assert.equal(powerAt(Float64Array.of(0, 0), Float64Array.of(0, 0), 0), 0);
});

for (const [name, solve] of Object.entries(solvers)) {
  describe(`(28) by ${name}`, () => {
    test('has the root of a single term: xi = sqrt(phi / P_max) - lambda', () => {
      assertWithin(solve(Float64Array.of(2), Float64Array.of(100), 4), 3, 1e-14, 'xi');
    });

    test('has the root of equal eigenvalues: xi = S - lambda', () => {
      const xi = solve(Float64Array.of(0.5, 0.5, 0.5), Float64Array.of(1, 3, 5), 1);
      assertWithin(xi, 3 - 0.5, 1e-14, 'xi');
    });

    test('meets the power to 1e-12 in thousands of graded problems', () => {
      const source = new Source(101);
      for (let round = 0; round < 3000; round++) {
        const problem = drawProblem(source, round % 13);
        const xi = solve(problem.lambda, problem.phi, problem.pMax);
        assert.ok(xi > 0);
        assertWithin(
          powerAt(problem.lambda, problem.phi, xi) / problem.pMax,
          1,
          1e-12,
          `power in round ${round}`,
        );
      }
    });

    test('stays inside the bracket [S - lambda_max, S - lambda_min]', () => {
      const source = new Source(102);
      for (let round = 0; round < 1000; round++) {
        const { lambda, phi, pMax } = drawProblem(source, 8);
        const used = lambda.filter((_, n) => phi[n] > 0);
        const S = Math.sqrt(phi.reduce((a, b) => a + b, 0) / pMax);
        const xi = solve(lambda, phi, pMax);
        const slack = 1e-14 * S;
        assert.ok(xi >= S - (used.at(-1) as number) - slack && xi <= S - used[0] + slack);
      }
    });

    test('gives exactly 0 where the power is within P_max already', () => {
      const source = new Source(103);
      for (let round = 0; round < 500; round++) {
        const { lambda, phi } = drawProblem(source, 6);
        const power = powerAt(lambda, phi, 0);
        assert.equal(solve(lambda, phi, power), 0);
        assert.equal(solve(lambda, phi, power * (1 + source.uniform())), 0);
      }
    });

    test('does not see terms of the null space', () => {
      const source = new Source(104);
      for (let round = 0; round < 300; round++) {
        const { lambda, phi, pMax } = drawProblem(source, 6);
        const withNulls = [Float64Array.from([0, 0, ...lambda]), Float64Array.from([0, 0, ...phi])];
        assert.equal(solve(withNulls[0], withNulls[1], pMax), solve(lambda, phi, pMax));
      }
    });

    test('gives 0 when nothing is transmitted', () => {
      assert.equal(solve(new Float64Array(4), new Float64Array(4), 1), 0);
      assert.equal(solve(Float64Array.of(1, 2), new Float64Array(2), 1), 0);
    });

    test('bounds the power where an eigenvalue is zero although phi is not', () => {
      const lambda = Float64Array.of(0, 1);
      const phi = Float64Array.of(4, 9);
      const xi = solve(lambda, phi, 1);
      assertWithin(powerAt(lambda, phi, xi), 1, 1e-12, 'power');
    });

    test('works at extreme scales, as scaling Phi, Lambda and P_max says it must', () => {
      const source = new Source(105);
      for (const scale of [1e-40, 1e-12, 1e12, 1e40]) {
        for (let round = 0; round < 50; round++) {
          const { lambda, phi, pMax } = drawProblem(source, 4);
          const xi = solve(lambda, phi, pMax);
          const scaled = solve(
            lambda.map((x) => x * scale),
            phi.map((x) => x * scale),
            pMax / scale,
          );
          assertWithin(scaled / scale, xi, 1e-11 * (xi + sizeAt({ lambda, phi, pMax }, xi)), 'xi');
        }
      }
    });

    test('finds a root far below and far above the eigenvalues', () => {
      const lambda = Float64Array.of(1, 10);
      const phi = Float64Array.of(1, 1);
      const slack = powerAt(lambda, phi, 0);
      // To first order xi = (power(0) - P) / (2 sum phi / lambda^3).
      const small = solve(lambda, phi, slack * (1 - 1e-9));
      assertWithin(small / ((slack * 1e-9) / (2 * (1 + 1e-3))), 1, 1e-5, 'small xi');
      const large = solve(lambda, phi, 1e-20);
      assertWithin(large / (Math.sqrt(2 / 1e-20) - 5.5), 1, 1e-9, 'large xi');
    });

    test('only reads its inputs', () => {
      const { lambda, phi, pMax } = drawProblem(new Source(106), 4);
      const before = [lambda.slice(), phi.slice()];
      solve(lambda, phi, pMax);
      assert.deepEqual([lambda, phi], before);
    });
  });
}

test('Newton equals bisection to 1e-12 over thousands of graded problems', () => {
  const source = new Source(107);
  for (let round = 0; round < 5000; round++) {
    const problem = drawProblem(source, round % 17);
    const { lambda, phi, pMax } = problem;
    const [newton, bisection] = [solveByNewton(lambda, phi, pMax), solveByBisection(lambda, phi, pMax)];
    // Where lambda is far above xi, rounding of the power alone moves xi by 1e-16 of lambda.
    const size = Math.max(bisection, sizeAt(problem, bisection));
    assertWithin(newton, bisection, 1e-12 * size, `xi in round ${round}`);
  }
});
