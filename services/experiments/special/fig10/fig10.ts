import { ChorusError } from '@chorus/platform/errors.ts';
import { loadScenario } from '@chorus/platform/scenario.ts';
import { jobKey } from '../../jobs/job-key.ts';
import type { Job } from '../../jobs/job.ts';
import { compute } from '../../jobs/measure.ts';
import { outcomesIn } from '../../jobs/results-file.ts';
import type { Panel, Series } from '../../result.ts';
import type { RunExperiment, RunInit } from '../../run-init.ts';
import type { NamedScheme } from '../../schemes/scheme.ts';
import { chosenSchemes } from '../chosen-schemes.ts';
import { overSeeds } from '../over-seeds.ts';
import { claimsOf, type Loads } from './claims.ts';
import { SCHEMES, SWEEPS, type Sweep } from './points.ts';

const TITLE = 'E2 load against K, L^UE and N_t';
const PAPER_USERS = 48;
/** Of a testbed. */
const LIVE_LOOPS = 3;

/**
 * Fig. 10: complex numbers over E2 per near-RT loop, counted on encoded messages by the near-RT RIC's accounting; live
 * on those of running testbeds. Seeds differ in their topologies, which only P-RZF's load hangs on.
 *
 * @throws ChorusError CHORUS_USAGE for `warmUpLoops`
 */
export const fig10: RunExperiment = async (init) => {
  if (init.warmUpLoops !== null)
    throw new ChorusError('CHORUS_USAGE', {
      reason: `--warm-up is ${init.warmUpLoops}; fig10 counts every near-RT loop; allowed: without --warm-up`,
    });
  const seeds = init.seeds ?? (init.live ? [1] : [1, 2, 3]);
  const schemes = chosenSchemes(SCHEMES, init);
  const plans = SWEEPS.map((sweep) => planPanel(sweep, schemes, seeds, init));
  const results = outcomesIn(init);
  await compute(
    plans.flatMap(({ rows }) => rows.flatMap(({ jobs }) => jobs.flat())),
    { ...init, results },
  );
  const loadOf = ({ key, label }: Job) => {
    const outcome = results.get(key);
    if (outcome?.kind !== 'e2-load') throw new Error(`no load of ${label}`);
    return outcome;
  };
  const drawn = plans.map(({ sweep, rows }) => ({
    sweep,
    rows: rows.map(({ scheme, jobs }) => {
      const loads = jobs.map((row) => row.map(loadOf));
      return {
        scheme,
        load: overSeeds(
          scheme,
          loads.map((row) => row.map(({ complexNumbers }) => complexNumbers)),
        ),
        delivered: overSeeds(
          scheme,
          loads.map((row) => row.map(({ deliveredComplexNumbers }) => deliveredComplexNumbers)),
        ),
      };
    }),
  }));
  const [a, b, c] = drawn.map(({ sweep, rows }) => ({
    x: sweep.values,
    loads: Object.fromEntries(rows.map(({ scheme, load }) => [scheme.name, load.mean])) as Loads,
  }));
  return {
    name: 'fig10',
    title: TITLE,
    command: init.command,
    version: init.version,
    seeds,
    nearRtLoops: init.live ? (init.nearRtLoops ?? LIVE_LOOPS) : 1,
    warmUpLoops: 0,
    live: init.live,
    panels: [
      ...drawn.map(({ sweep, rows }) =>
        panel(
          sweep,
          rows.map(({ load }) => load),
        ),
      ),
      table(drawn[0]),
    ],
    claims: claimsOf({ a, b, c }),
    notes: [
      'U_k and W_k count once for each user, as the paper counts them, though they go to every O-DU that works with them; rewards are left out, as in the paper.',
      ...(schemes.some(({ name }) => name === 'd-rzf')
        ? ['D-RZF has no load, and so no place on a logarithmic axis.']
        : []),
    ],
  };
};

function planPanel(sweep: Sweep, schemes: readonly NamedScheme[], seeds: readonly number[], init: RunInit) {
  const nearRtLoops = init.nearRtLoops ?? LIVE_LOOPS;
  const jobOf = (scheme: NamedScheme, seed: number, x: number): Job => {
    const set = [...init.set, ...scheme.set, `${sweep.field}=${x}`, `seed=${seed}`];
    const task = { kind: 'e2-load', scenario: loadScenario('paper', set), nearRtLoops } as const;
    return { key: jobKey(task), label: `${scheme.label}, ${sweep.label} = ${x}`, seed, task };
  };
  const rows = schemes.map((scheme) => ({
    scheme,
    jobs: seeds.map((seed) => sweep.values.map((x) => jobOf(scheme, seed, x))),
  }));
  return { sweep, rows };
}

function panel({ id, label, values }: Sweep, series: readonly Series[]): Panel {
  return {
    id,
    title: `E2 load against ${label}`,
    kind: 'lines',
    x: { label, values },
    y: { label: 'complex numbers per near-RT loop', log: true },
    series: series.map(withoutZeros),
  };
}

/** Zero has no place on a logarithmic axis. */
function withoutZeros(series: Series): Series {
  return { ...series, mean: series.mean.map((load) => (load === 0 ? null : load)) };
}

interface Drawn {
  readonly sweep: Sweep;
  readonly rows: readonly { scheme: NamedScheme; load: Series; delivered: Series }[];
}

/** What E2 carries at the paper's K, also with every copy. */
function table({ sweep, rows }: Drawn): Panel {
  const at = sweep.values.findIndex((x) => x === PAPER_USERS);
  return {
    id: 'd',
    title: `E2 load at K = ${PAPER_USERS}`,
    kind: 'table',
    x: { label: 'scheme', values: rows.map(({ scheme }) => scheme.label) },
    y: { label: 'complex numbers per near-RT loop' },
    series: [
      { name: 'load', label: 'load', mean: rows.map(({ load }) => load.mean[at]) },
      {
        name: 'delivered',
        label: 'with copies to every O-DU',
        mean: rows.map(({ delivered }) => delivered.mean[at]),
      },
    ],
  };
}
