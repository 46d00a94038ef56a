import type { Summary } from './summary.ts';
import { total } from './statistics.ts';
import { namedValues, number } from './table.ts';

/** A run's summary for people. */
export function summaryTable(summary: Summary): string {
  const { sumRate, userRate, e2, d2, timing, appErrors } = summary;
  const spread = ({ p50, p99 }: { p50: number | null; p99: number | null }) =>
    `p50 ${number(p50, 3)}  p99 ${number(p99, 3)} ms`;
  const users = (['min', 'p5', 'p50', 'p95'] as const)
    .map((key) => `${key} ${number(userRate[key], 2)}`)
    .join('  ');
  return namedValues([
    ['scenario', `${summary.scenario}, seed ${summary.seed}, scheme ${summary.scheme}`],
    ['near-RT loops', `${summary.nearRtLoops} (${timing.slots} RT loops)`],
    ['sum rate', `mean ${number(sumRate.mean, 2)}  last ${number(sumRate.last, 2)} bit/s/Hz`],
    ['user rate', `${users} bit/s/Hz`],
    [
      'E2',
      `${number(e2.complexNumbersPerNearRtLoop)} complex numbers per near-RT loop, ` +
        `${number(e2.deliveredComplexNumbersPerNearRtLoop)} delivered with repeats`,
    ],
    [
      'E2 of C-RZF',
      `${number(e2.complexNumbersPerNearRtLoopCRzf)}, so ${number(e2.reductionPercent, 2)} % are saved`,
    ],
    [
      'E2 bytes',
      `payload ${number(e2.payloadBytes)}  protobuf ${number(e2.protobufBytes)}  socket ${number(e2.socketBytes)}`,
    ],
    ['D2', `${number(d2.payloadBytes)} bytes of payload in ${number(d2.messages)} messages`],
    [
      'speed',
      `${number(timing.slotsPerSecond, 1)} RT loops/s, real-time factor ${number(timing.realTimeFactor, 3)}`,
    ],
    ['near-RT loop', spread(timing.nearRtLoopMs)],
    ['dApps', `${spread(timing.dAppMs)} per RT loop`],
    ['xApp', spread(timing.xAppMs)],
    ['E2 round trip', `${spread(timing.e2RoundTripMs)} from report to control`],
    ...lateRow(timing.late),
    ...latenessRows(timing),
    ...appErrorRow(appErrors),
    ['KPI hash', summary.kpiHash],
  ]);
}

type Row = readonly [string, string];

/** Only what there is to say. */
function lateRow({ answers, controls, d2, clockSlips }: Summary['timing']['late']): Row[] {
  if (answers + controls + d2 + clockSlips === 0) return [];
  const parts = [`answers ${number(answers)}`, `controls ${number(controls)}`, `D2 ${number(d2)}`];
  return [['late', `${parts.join('  ')}  clock slips ${number(clockSlips)} RT loops`]];
}

/** A histogram of the answers, a bar for each class that has some. */
function latenessRows({ lateness, slots }: Summary['timing']): Row[] {
  if (lateness === null) return [];
  const { classesMs, answers, missing } = lateness;
  const all = total(answers) + missing;
  const classes: [string, number][] = answers.map((count, n) => [
    n === 0 ? 'in time' : n < classesMs.length ? `to ${classesMs[n]} ms` : `over ${classesMs.at(-1)} ms`,
    count,
  ]);
  const bars = [...classes, ['never', missing] as const]
    .filter(([, count]) => count > 0)
    .map(([name, count]): Row => {
      const bar = '#'.repeat(Math.ceil((40 * count) / all));
      return [`  ${name}`, `${number((100 * count) / all, 3).padStart(7)} %  ${bar}`];
    });
  const share = `${number(lateness.slots)} of ${number(slots)} RT loops, ${number(100 * lateness.share, 3)} %`;
  return [['late slots', share], ['answers of O-DUs', 'after their deadline'], ...bars];
}

function appErrorRow({ dApp, refusedPrecoders, xApp }: Summary['appErrors']): Row[] {
  if (dApp + refusedPrecoders + xApp === 0) return [];
  const parts = [`dApps ${number(dApp)}`, `refused precoders ${number(refusedPrecoders)}`];
  return [['WARNING', `apps failed: ${parts.join('  ')}  xApp ${number(xApp)}`]];
}
