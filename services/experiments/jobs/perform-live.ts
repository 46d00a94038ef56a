import { liveMinimumRateTrace } from '../special/fig11/live-minimum-rate.ts';
import { liveRun } from './live-run.ts';
import type { Outcome, Task } from './job.ts';
import { perform, ratesOf } from './perform.ts';

/**
 * Does a task through the processes of a testbed; what needs none, such as lambda, as {@link perform} does.
 *
 * @throws ChorusError CHORUS_APP_FAILED, CHORUS_INTERRUPTED
 */
export async function performLive(task: Task, signal: AbortSignal): Promise<Outcome> {
  switch (task.kind) {
    case 'lambda':
      return perform(task);
    case 'rates': {
      if (task.fadingSeed !== undefined)
        throw new Error('a testbed takes its fading from the scenario’s seed');
      const { loops } = await liveRun(task.scenario, task.nearRtLoops, signal);
      return ratesOf(loops.slice(task.warmUpLoops).map(({ userRate }) => userRate));
    }
    case 'e2-load': {
      const { e2 } = await liveRun(task.scenario, task.nearRtLoops, signal);
      return {
        kind: 'e2-load',
        complexNumbers: e2.complexNumbersPerNearRtLoop,
        deliveredComplexNumbers: e2.deliveredComplexNumbersPerNearRtLoop,
      };
    }
    case 'minimum-rate':
      return liveMinimumRateTrace(task, signal);
  }
}
