/**
 * The README's table of results: every scheme on the same networks and channels, through the whole testbed.
 *
 *     node bench/results.ts [--seeds 1,2,3] [--near-rt-loops 40] [--json FILE]
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { mean } from '@chorus/platform/statistics.ts';
import { recordPaper } from './run-paper.ts';

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '1,2,3' },
    'near-rt-loops': { type: 'string', default: '40' },
    json: { type: 'string' },
  },
});

/** J_k as it is: exact under `covariance`, of the right power under `power`; at I = 6 the price of what I_k leaves out. */
const unloaded = 'xapp.loading_db=null';
const schemes = [
  { name: 'C-RZF (39)-(40)', set: ['scheme.name=c-rzf'] },
  { name: 'D-RZF (41)-(42)', set: ['scheme.name=d-rzf'] },
  { name: 'P-RZF', set: ['scheme.name=p-rzf'] },
  { name: 'DRL-WMMSE (43), closed form', set: ['scheme.name=drl-wmmse'] },
  { name: 'proposed (30), I = 6, no loading', set: [unloaded] },
  { name: 'proposed (30), I = 6', set: [] },
  { name: 'proposed (30), covariance', set: ['network.observe=covariance', unloaded] },
  { name: 'proposed (30), power', set: ['network.observe=power', unloaded] },
  { name: 'proposed, `wide`, I = 6', set: ['odu.precoder=wide'] },
  {
    name: 'proposed, `wide`, covariance',
    set: ['odu.precoder=wide', 'network.observe=covariance', unloaded],
  },
  { name: 'proposed, `wide`, power', set: ['odu.precoder=wide', 'network.observe=power', unloaded] },
];

interface Result {
  scheme: string;
  seed: number;
  /** Mean over the second half of the loops. */
  sumRate: number;
  /** The worst user's mean rate over the second half of the loops. */
  worstUser: number;
  complexNumbers: number;
  /** With every copy of U_k and W_k. */
  delivered: number;
  reductionPercent: number;
}

const seeds = values.seeds.split(',').map(Number);
const loops = Number(values['near-rt-loops']);
const results: Result[] = [];
const total = schemes.length * seeds.length;
for (const { name, set } of schemes) {
  for (const seed of seeds) {
    results.push(measure(name, seed, set));
    process.stderr.write(`${results.length}/${total} ${name}, seed ${seed}\n`);
  }
}
process.stdout.write(`${markdown(results)}\n`);
if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(results, null, 2)}\n`);

function measure(scheme: string, seed: number, set: readonly string[]): Result {
  const { summary, records } = recordPaper(loops, [`seed=${seed}`, ...set]);
  const { e2 } = summary;
  const kept = records.filter(({ nearRtLoop }) => nearRtLoop >= loops / 2);
  const userRates = kept[0].userRate.map((_, k) => mean(kept.map(({ userRate }) => userRate[k])));
  return {
    scheme,
    seed,
    sumRate: mean(kept.map(({ sumRate }) => sumRate)),
    worstUser: Math.min(...userRates),
    complexNumbers: e2.complexNumbersPerNearRtLoop,
    delivered: e2.deliveredComplexNumbersPerNearRtLoop,
    reductionPercent: e2.reductionPercent,
  };
}

function markdown(all: readonly Result[]): string {
  const rate = (scheme: string, seed: number) =>
    (all.find((r) => r.scheme === scheme && r.seed === seed) as Result).sumRate;
  const ratio = (scheme: string, rival: string) => {
    const ratios = seeds.map((seed) => rate(scheme, seed) / rate(rival, seed));
    return mean(ratios).toFixed(2);
  };
  const rows = schemes.map(({ name }) => {
    const own = all.filter((r) => r.scheme === name);
    return [
      name,
      ...own.map((r) => r.sumRate.toFixed(0)),
      ratio(name, schemes[0].name),
      ratio(name, schemes[1].name),
      own.map((r) => r.worstUser.toFixed(2)).join(' / '),
      mean(own.map((r) => r.complexNumbers)).toLocaleString('en-US', { maximumFractionDigits: 0 }),
      mean(own.map((r) => r.delivered)).toLocaleString('en-US', { maximumFractionDigits: 0 }),
      `${mean(own.map((r) => r.reductionPercent)).toFixed(2)} %`,
    ];
  });
  const head = [
    'scheme',
    ...seeds.map((seed) => `seed ${seed}`),
    'to C-RZF',
    'to D-RZF',
    'worst user',
    'E2',
    'delivered',
    'saved',
  ];
  return [head, head.map((_, n) => (n === 0 ? '---' : '---:')), ...rows]
    .map((row) => `| ${row.join(' | ')} |`)
    .join('\n');
}
