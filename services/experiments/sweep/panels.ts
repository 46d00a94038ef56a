import type { Measured } from '../jobs/measure.ts';
import type { Rates } from '../jobs/job.ts';
import type { Panel } from '../result.ts';
import type { NamedScheme } from '../schemes/scheme.ts';
import { overSeeds } from '../special/over-seeds.ts';
import type { Sweep } from './sweep.ts';
import type { Metric } from './sweep-schema.ts';

const RATE = 'throughput of a user [bit/s/Hz]';
const axes: Record<Exclude<Metric, 'user-cdf'>, { label: string; of: (rates: Rates) => number }> = {
  'sum-rate': { label: 'aggregate throughput [bit/s/Hz]', of: ({ sumRate }) => sumRate },
  'worst-user': { label: 'throughput of the worst user [bit/s/Hz]', of: ({ worstUser }) => worstUser },
};

/**
 * One panel for each metric.
 *
 * @param measured [points][schemes]
 */
export function panelsOf(
  sweep: Sweep,
  schemes: readonly NamedScheme[],
  measured: readonly (readonly Measured[])[],
): Panel[] {
  return sweep.metrics.map((metric, n) => {
    const id = sweep.metrics.length > 1 ? String.fromCharCode('a'.charCodeAt(0) + n) : '';
    if (metric === 'user-cdf') return cdf(id, sweep, schemes, measured);
    return sweep.axis === null
      ? bars(id, metric, schemes, measured[0])
      : lines(id, metric, sweep, schemes, measured);
  });
}

function lines(
  id: string,
  metric: keyof typeof axes,
  { axis, points }: Sweep,
  schemes: readonly NamedScheme[],
  measured: readonly (readonly Measured[])[],
): Panel {
  const { label, of } = axes[metric];
  return {
    id,
    title: `${label.replace(/ \[.*/, '')} by ${(axis ?? '').replace(/ \[.*/, '')}`,
    kind: 'lines',
    x: { label: axis ?? '', values: points.map(({ x }) => x) },
    y: { label },
    series: schemes.map((scheme, s) =>
      overSeeds(
        scheme,
        bySeed(
          measured.map((point) => point[s].rates),
          of,
        ),
      ),
    ),
  };
}

function bars(
  id: string,
  metric: keyof typeof axes,
  schemes: readonly NamedScheme[],
  measured: readonly Measured[],
): Panel {
  const { label, of } = axes[metric];
  return {
    id,
    title: label.replace(/ \[.*/, ''),
    kind: 'bars',
    x: { label: 'scheme', values: schemes.map((scheme) => scheme.label) },
    y: { label },
    series: [
      overSeeds(
        { name: metric, label },
        bySeed(
          measured.map(({ rates }) => rates),
          of,
        ),
      ),
    ],
  };
}

function cdf(
  id: string,
  { axis, points }: Sweep,
  schemes: readonly NamedScheme[],
  measured: readonly (readonly Measured[])[],
): Panel {
  const label = (scheme: NamedScheme, x: number | string) => {
    if (axis === null) return scheme.label;
    const at = `${axis.replace(/ \[.*/, '')} = ${x}`;
    return schemes.length > 1 ? `${scheme.label}, ${at}` : at;
  };
  return {
    id,
    title: 'CDF of the throughput of users',
    kind: 'cdf',
    x: { label: RATE, values: [] },
    y: { label: 'fraction of users at or below' },
    series: points.flatMap(({ x }, p) =>
      schemes.map((scheme, s) => {
        const perSeed = measured[p][s].rates.map(({ users }) => users);
        return {
          name: axis === null ? scheme.name : `${scheme.name}@${x}`,
          label: label(scheme, x),
          mean: perSeed.flat().toSorted((a, b) => a - b),
          perSeed,
        };
      }),
    ),
  };
}

/** @param rates [x][seeds] */
function bySeed(rates: readonly (readonly Rates[])[], of: (rates: Rates) => number): number[][] {
  return rates[0].map((_, seed) => rates.map((at) => of(at[seed])));
}
