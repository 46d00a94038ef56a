import type { E2Report } from '@chorus/platform/e2-accounting.ts';
import { loadScenario, type Scenario } from '@chorus/platform/scenario.ts';
import type { KpiRecord } from '../testbed/kpi.ts';

/** A scenario of two users for the canned records. */
export function twoUsers(): Scenario {
  return loadScenario('small', ['network.users=2', 'network.observed=2', 'clock.rt_loops=10']);
}

/** The records of two near-RT loops of 20 and 30 ms, on two O-DUs and one xApp. */
export function cannedRecords(): KpiRecord[] {
  const ruSim = (nearRtLoop: number, userRate: number[], loopMs: number) => ({
    process: 'ru-sim',
    nearRtLoop,
    slot: 10 * (nearRtLoop + 1),
    sumRate: userRate[0] + userRate[1],
    userRate,
    maxPowerRatio: nearRtLoop === 0 ? 1 : 0.5,
    lateAnswers: nearRtLoop,
    clockSlips: 0,
    wall: { unixMs: 1_000_000 + nearRtLoop, loopMs },
  });
  const odu = (u: number, nearRtLoop: number, dAppMs: number[]) => ({
    process: `o-du-${u}`,
    nearRtLoop,
    d2: { payloadBytes: 100, messages: 3, complexNumbers: 12.5 },
    lateControls: 0,
    lateD2: 0,
    dAppSlots: 2,
    dAppErrors: 0,
    refusedPrecoders: 0,
    wall: { dAppMs, e2RoundTripMs: [1 + 2 * nearRtLoop] },
  });
  return [
    ruSim(0, [4, 6], 20),
    odu(0, 0, [1, 2]),
    odu(1, 0, [3, 4]),
    {
      process: 'xapp-closed-form-0',
      nearRtLoop: 0,
      appErrors: 0,
      appFailed: false,
      wall: { xAppMs: 0.5 },
    },
    { process: 'near-rt-ric', nearRtLoop: 0, e2: {} },
    odu(0, 1, [5, 6]),
    odu(1, 1, [7, 8]),
    { ...ruSim(1, [6, 10], 30), last: true },
  ];
}

/** An E2 report in which every number is different. */
export function cannedE2(): E2Report {
  const up = {
    messages: 11,
    complexNumbers: 12,
    deliveredComplexNumbers: 13,
    payloadBytes: 14,
    rewardBytes: 15,
    protobufBytes: 16,
  };
  return {
    nearRtLoops: 2,
    complexNumbersPerNearRtLoop: 1440,
    deliveredComplexNumbersPerNearRtLoop: 2000,
    complexNumbersPerNearRtLoopCRzf: 61440,
    reductionPercent: 97.65625,
    payloadBytes: 21,
    protobufBytes: 22,
    socketBytes: 23,
    byProcedure: { RICIndication: { up } },
    byNode: { 'o-du-0': { up } },
    byXapp: {},
  };
}
