import { topologyOf } from '@chorus/platform/scenario-twin.ts';
import { loadScenario } from '@chorus/platform/scenario.ts';
import type { ModelRecord, OduRecord, RicRecord, RuSimRecord, XappRecord } from '../records/types.ts';

/** A scenario of two users and its topology, for canned records. */
export function twoUsers() {
  const scenario = loadScenario('small', ['network.users=2', 'network.observed=2', 'clock.rt_loops=10']);
  return { scenario, topology: topologyOf(scenario) };
}

/** `kpi.ru-sim` of a loop of two users that took 20 ms; `change` overrides fields. */
export function ruSimRecord(nearRtLoop: number, change: Partial<RuSimRecord> = {}): RuSimRecord {
  const userRate = change.userRate ?? [4, 6];
  return {
    process: 'ru-sim',
    nearRtLoop,
    slot: 10 * (nearRtLoop + 1),
    sumRate: userRate.reduce((a, b) => a + b, 0),
    userRate,
    mu: [0, 0.5],
    rMin: [4, 4],
    lateAnswers: 0,
    clockSlips: 0,
    wall: { unixMs: 1_000_000 + 20 * nearRtLoop, loopMs: 20, slotMs: Array<number>(10).fill(2) },
    ...change,
  };
}

/** `kpi.near-rt-ric`: 10 complex numbers up in 2 messages, 5 down in 1, of which 3 are repeats. */
export function ricRecord(nearRtLoop: number, change: Partial<RicRecord> = {}): RicRecord {
  const row = (complexNumbers: number, repeats: number) => ({
    complexNumbers,
    deliveredComplexNumbers: complexNumbers + repeats,
    payloadBytes: 8 * (complexNumbers + repeats),
  });
  return {
    process: 'near-rt-ric',
    nearRtLoop,
    models: [],
    e2: {
      ...row(15, 3),
      byProcedure: { RICIndication: { up: row(10, 0) }, RICControl: { down: row(5, 3) } },
    },
    wall: {
      messages: 3,
      protobufBytes: 200,
      socketBytesSoFar: 1000 + 300 * nearRtLoop,
      byProcedure: {
        RICIndication: { up: { messages: 2, protobufBytes: 120 } },
        RICControl: { down: { messages: 1, protobufBytes: 80 } },
      },
    },
    ...change,
  };
}

/** `kpi.o-du-<u>`: 3 messages on D2. */
export function oduRecord(u: number, nearRtLoop: number, change: Partial<OduRecord> = {}): OduRecord {
  const d2 = { messages: 3, payloadBytes: 96, protobufBytes: 120, complexNumbers: 12 };
  return { process: `o-du-${u}`, nearRtLoop, d2, lateControls: 0, lateD2: 0, dAppErrors: 0, ...change };
}

/** `kpi.xapp-closed-form-0` */
export function xappRecord(nearRtLoop: number, appErrors = 0): XappRecord {
  return { process: 'xapp-closed-form-0', nearRtLoop, appErrors };
}

/** A model of the xApp for both users. */
export function modelRecord(model: string, nearRtLoop: number): ModelRecord {
  return { target: 'xapp', model, version: 1, users: 2, nearRtLoop, slot: 10 * nearRtLoop + 1 };
}
