import type { E2Report } from '@chorus/platform/e2-accounting.ts';
import { LATENESS_MS, noLateness } from '@chorus/platform/lateness.ts';
import { scenarioDigest, type Scenario } from '@chorus/platform/scenario.ts';
import { kpiHash } from './hash.ts';
import { appErrors, type AppErrors } from './app-failures.ts';
import type { Records } from './records.ts';
import { mean, percentile, total } from './statistics.ts';

/** What `chorus run --json` writes. Rates in bit/s/Hz, times in the unit of their name. */
export interface Summary {
  scenario: string;
  seed: number;
  digest: string;
  scheme: string;
  nearRtLoops: number;
  /** Over the near-RT loops. */
  sumRate: { mean: number; last: number; perLoop: number[] };
  /** Over the users, of each user's mean over the near-RT loops. */
  userRate: { min: number; p5: number; p50: number; p95: number; perUser: number[] };
  /** The largest power of an O-RU in the run over P_max. */
  maxPowerRatio: number;
  /** What `GET /e2` of the near-RT RIC says. */
  e2: E2Report;
  d2: { payloadBytes: number; messages: number; complexNumbers: number };
  appErrors: AppErrors;
  /** Of all loops but those of realtime's warm-up. */
  timing: {
    slots: number;
    seconds: number;
    slotsPerSecond: number;
    /** Simulated over elapsed time; 1 is real time. */
    realTimeFactor: number;
    lateAnswers: number;
    /** What missed its deadline, and the RT loops that the clock gave up: all 0 in lockstep. */
    late: { answers: number; controls: number; d2: number; clockSlips: number };
    /** In realtime, else null. */
    lateness: Lateness | null;
    nearRtLoopMs: Spread;
    /** Of both dApps, per O-DU and RT loop. */
    dAppMs: Spread;
    /** Per replica and near-RT loop; null when the scheme has no xApp. */
    xAppMs: Spread;
    /** At the O-DUs, from sending a report to having the controls made of it; null where E2 carries none. */
    e2RoundTripMs: Spread;
  };
  kpiHash: string;
  processes: { name: string; role: string; pid: number }[];
}

interface Spread {
  p50: number | null;
  p99: number | null;
}

/** When O-DUs answered RT loops, in realtime. */
interface Lateness {
  /** RT loops that ended without the answer of some O-DU, and their share. */
  slots: number;
  share: number;
  /** Upper ends of the classes, after the deadline; one more is open. */
  classesMs: readonly number[];
  /** Answers by class: the first came in time. */
  answers: number[];
  /** Answers that never came: the O-DU passed over the slot. */
  missing: number;
}

/** Sums up a run. */
export function summarize(
  scenario: Scenario,
  records: Records,
  e2: E2Report,
  processes: readonly { name: string; role: string; pid: number }[],
): Summary {
  const loops = [...records.ruSim].sort((a, b) => a.nearRtLoop - b.nearRtLoop);
  const perLoop = loops.map(({ sumRate }) => sumRate);
  const perUser = Array.from({ length: scenario.network.users }, (_, k) =>
    mean(loops.map(({ userRate }) => userRate[k])),
  );
  const d2Sum = (field: 'payloadBytes' | 'messages' | 'complexNumbers') =>
    records.odu.reduce((sum, { d2 }) => sum + d2[field], 0);
  return {
    scenario: scenario.name,
    seed: scenario.seed,
    digest: scenarioDigest(scenario),
    scheme: scenario.scheme.name,
    nearRtLoops: loops.length,
    sumRate: { mean: mean(perLoop), last: perLoop.at(-1) ?? NaN, perLoop },
    userRate: {
      min: percentile(perUser, 0),
      p5: percentile(perUser, 5),
      p50: percentile(perUser, 50),
      p95: percentile(perUser, 95),
      perUser,
    },
    maxPowerRatio: loops.reduce((most, { maxPowerRatio }) => Math.max(most, maxPowerRatio), 0),
    e2,
    d2: {
      payloadBytes: d2Sum('payloadBytes'),
      messages: d2Sum('messages'),
      complexNumbers: d2Sum('complexNumbers'),
    },
    appErrors: appErrors(records),
    timing: timing(scenario, records),
    kpiHash: kpiHash(records.ruSim),
    processes: processes.map(({ name, role, pid }) => ({ name, role, pid })),
  };
}

function timing({ clock, network: { odus } }: Scenario, records: Records): Summary['timing'] {
  const first = clock.mode === 'realtime' ? clock.warm_up_loops : 0;
  const timed = <R extends { nearRtLoop: number }>(all: readonly R[]) =>
    all.filter(({ nearRtLoop }) => nearRtLoop >= first);
  const [ruSim, odu, xapp] = [timed(records.ruSim), timed(records.odu), timed(records.xapp)];
  const loopMs = ruSim.map(({ wall }) => wall.loopMs);
  const slots = ruSim.length * clock.rt_loops;
  const seconds = total(loopMs) / 1000;
  const answers = total(ruSim.map(({ lateAnswers }) => lateAnswers));
  return {
    slots,
    seconds,
    slotsPerSecond: slots / seconds,
    realTimeFactor: (slots * clock.rt_loop_ms) / 1000 / seconds,
    lateAnswers: answers,
    late: {
      answers,
      controls: total(odu.map(({ lateControls }) => lateControls)),
      d2: total(odu.map(({ lateD2 }) => lateD2)),
      clockSlips: total(ruSim.map(({ clockSlips }) => clockSlips)),
    },
    lateness: clock.mode === 'realtime' ? lateness(ruSim, slots, odus) : null,
    nearRtLoopMs: spread(loopMs),
    dAppMs: spread(odu.flatMap(({ wall }) => wall.dAppMs)),
    xAppMs: spread(xapp.flatMap(({ wall }) => wall.xAppMs)),
    e2RoundTripMs: spread(odu.flatMap(({ wall }) => wall.e2RoundTripMs)),
  };
}

function lateness(ruSim: Records['ruSim'], slots: number, odus: number): Lateness {
  const answers = noLateness();
  for (const { wall } of ruSim) for (const [n, count] of (wall.lateness ?? []).entries()) answers[n] += count;
  const late = total(ruSim.map(({ wall }) => wall.lateSlots ?? 0));
  const missing = Math.max(0, slots * odus - total(answers));
  return { slots: late, share: late / slots, classesMs: LATENESS_MS, answers, missing };
}

function spread(values: readonly number[]): Spread {
  if (values.length === 0) return { p50: null, p99: null };
  return { p50: percentile(values, 50), p99: percentile(values, 99) };
}
