/**
 * The network for xi (28) against bisection and Newton, on networks that its training did not see.
 *
 *     node bench/xi.ts [--antennas 2,4,8,16] [--topologies 10] [--near-rt-loops 12] [--json FILE]
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { benchXiSolvers, XI_SOLVERS, type XiSolverResult } from './xi-solvers.ts';
import { sumRateLoss, type SumRateLoss } from './xi-sum-rate.ts';

const { values } = parseArgs({
  options: {
    antennas: { type: 'string', default: '2,4,8,16' },
    topologies: { type: 'string', default: '10' },
    'near-rt-loops': { type: 'string', default: '12' },
    json: { type: 'string' },
  },
});

type Result = XiSolverResult & { loss: SumRateLoss | null };

const results: Result[] = [];
for (const Nt of values.antennas.split(',').map(Number)) {
  const solvers = benchXiSolvers(Nt);
  const losses = await sumRateLoss(Nt, {
    solvers: XI_SOLVERS.filter((name) => name !== 'bisection'),
    reference: 'bisection',
    topologies: Number(values.topologies),
    nearRtLoops: Number(values['near-rt-loops']),
    onProgress: (done, total) => process.stderr.write(`N_t = ${Nt}: ${done}/${total} runs\n`),
  });
  results.push(...solvers.map((solver) => ({ ...solver, loss: losses.get(solver.solver) ?? null })));
}
process.stdout.write(`${markdown(results)}\n`);
if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(results, null, 2)}\n`);

function markdown(all: readonly Result[]): string {
  const small = (value: number) => (value === 0 ? '0' : value.toExponential(1));
  const rows = all.map(({ Nt, solver, accuracy, us, loss }) => [
    String(Nt),
    `\`${solver}\``,
    small(accuracy.xiMedian),
    small(accuracy.xiP99),
    small(accuracy.powerRms),
    small(accuracy.powerP99),
    loss === null ? 'reference' : `${small(loss.percent)} ± ${small(loss.halfWidth)}`,
    us.toFixed(2),
  ]);
  const head = ['N_t', 'dApp', 'xi p50', 'xi p99', 'power rms', 'power p99', 'sum-rate loss [%]', 'us'];
  return [head, head.map((_, n) => (n === 1 ? '---' : '---:')), ...rows]
    .map((row) => `| ${row.join(' | ')} |`)
    .join('\n');
}
