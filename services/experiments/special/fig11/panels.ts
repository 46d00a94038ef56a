import type { MinimumRateTrace, Stage } from '../../jobs/job.ts';
import type { Panel, Series } from '../../result.ts';
import type { NamedScheme } from '../../schemes/scheme.ts';
import { overSeeds } from '../over-seeds.ts';
import type { Followed } from './claims.ts';
import { LAST } from './settling.ts';
import { demandAt, startsOf } from './stages.ts';

const X = 'RT loop t';
const RATE = 'throughput r_k [bit/s/Hz]';

/**
 * Rate and multiplier over time, mean over seeds and, like the paper, of one user; and what came of each stage.
 *
 * @param traces [schemes][seeds]
 */
export function panelsOf(
  schemes: readonly NamedScheme[],
  traces: readonly (readonly MinimumRateTrace[])[],
  stages: readonly Stage[],
  followed: readonly Followed[],
): Panel[] {
  const { slots } = traces[0][0];
  const demand: Series = { name: 'r-min', label: 'R_k^min', mean: demandAt(slots, stages) };
  const marks = startsOf(stages).map((at, n) => ({ at, text: `R_k^min = ${stages[n].rMin}` }));
  const over = (field: 'rates' | 'mu', seeds: number) =>
    schemes.map((scheme, s) =>
      overSeeds(
        scheme,
        traces[s].slice(0, seeds).map((trace) => trace[field]),
      ),
    );
  const panel = (id: string, title: string, label: string, series: readonly Series[]): Panel => {
    return { id, title, kind: 'lines', x: { label: X, values: slots }, y: { label }, series, marks };
  };
  const many = traces[0].length;
  const mu = 'multiplier mu_k';
  return [
    panel('a', 'Throughput of the user, mean over seeds', RATE, [demand, ...over('rates', many)]),
    panel('b', 'Multiplier of the user, mean over seeds', mu, over('mu', many)),
    panel('c', 'Throughput of the first seed’s user', RATE, [demand, ...over('rates', 1)]),
    panel('d', 'Multiplier of the first seed’s user', mu, over('mu', 1)),
    outcomesTable(schemes, stages, followed),
  ];
}

function outcomesTable(
  schemes: readonly NamedScheme[],
  stages: readonly Stage[],
  followed: readonly Followed[],
): Panel {
  return {
    id: 'e',
    title: `Throughput over the last ${LAST} RT loops of each stage [bit/s/Hz]`,
    kind: 'table',
    x: { label: 'scheme', values: stages.map(({ rMin }) => `R_k^min = ${rMin}`) },
    y: { label: RATE },
    series: schemes.map((scheme, s) =>
      overSeeds(
        scheme,
        followed[s].outcomes.map((outcome) => outcome.map(({ rate }) => rate)),
      ),
    ),
  };
}
