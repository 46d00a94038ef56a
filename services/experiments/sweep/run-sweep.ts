import { checkApps } from '@chorus/platform/check-apps.ts';
import { ChorusError } from '@chorus/platform/errors.ts';
import { loadScenario } from '@chorus/platform/scenario.ts';
import { claimsOf } from '../claims/index.ts';
import { measure } from '../jobs/measure.ts';
import { outcomesIn } from '../jobs/results-file.ts';
import type { ExperimentResult } from '../result.ts';
import type { RunInit } from '../run-init.ts';
import { chosenSchemes } from '../special/chosen-schemes.ts';
import { panelsOf } from './panels.ts';
import type { Sweep } from './sweep.ts';

/** Runs a sweep: every scheme at every value on the same channels for each seed. @see RunExperiment for errors */
export async function runSweep(sweep: Sweep, init: RunInit): Promise<ExperimentResult> {
  const schemes = chosenSchemes(sweep.schemes, init);
  const { nearRtLoops, warmUpLoops } = loopsOf(sweep, init);
  const seeds = init.seeds ?? sweep.seeds;
  const set = [...sweep.set, ...init.set];
  const cells = sweep.points.flatMap((point) =>
    schemes.map((scheme) => ({ scheme, set: [...set, ...point.set] })),
  );
  // What is wrong shows now and not after an hour.
  for (const cell of cells.slice(0, schemes.length))
    await checkApps(loadScenario(sweep.scenario, [...cell.set, ...cell.scheme.set]));
  const measured = await measure(cells, {
    scenario: sweep.scenario,
    seeds,
    tuningSeeds: sweep.tuningSeeds,
    nearRtLoops,
    warmUpLoops,
    runner: init.runner,
    results: outcomesIn(init),
    onProgress: init.onProgress,
    signal: init.signal,
  });
  const rates = sweep.points.map((_, n) => measured.slice(n * schemes.length, (n + 1) * schemes.length));
  const { command, version, live } = init;
  const result = {
    name: sweep.name,
    title: sweep.title,
    command,
    version,
    seeds,
    nearRtLoops,
    warmUpLoops,
    live,
    panels: panelsOf(sweep, schemes, rates),
    notes: [],
  };
  return { ...result, claims: claimsOf(result) };
}

/** @throws ChorusError CHORUS_USAGE where no loop would count */
function loopsOf(sweep: Sweep, init: RunInit): { nearRtLoops: number; warmUpLoops: number } {
  const nearRtLoops = init.nearRtLoops ?? sweep.near_rt_loops;
  // Of a run that is shorter than the experiment's own, half counts at least.
  const shorter = Math.min(sweep.warm_up_loops, Math.floor(nearRtLoops / 2));
  const warmUpLoops = init.warmUpLoops ?? (init.nearRtLoops === null ? sweep.warm_up_loops : shorter);
  if (warmUpLoops < nearRtLoops) return { nearRtLoops, warmUpLoops };
  throw new ChorusError('CHORUS_USAGE', {
    reason: `--warm-up is ${warmUpLoops}; allowed: 0 to ${nearRtLoops - 1}, below the near-RT loops`,
  });
}
