import type { KpiRecord } from '../testbed/kpi.ts';

/** `kpi.ru-sim`, per near-RT loop. Rates in bit/s/Hz. */
export interface RuSimRecord extends KpiRecord {
  readonly slot: number;
  readonly sumRate: number;
  readonly userRate: readonly number[];
  readonly maxPowerRatio: number;
  readonly lateAnswers: number;
  readonly clockSlips: number;
  readonly last?: boolean;
  readonly wall: {
    readonly unixMs: number;
    readonly loopMs: number;
    /** In realtime. */
    readonly lateSlots?: number;
    readonly lateness?: readonly number[];
  };
}

/** `kpi.o-du-<u>` */
export interface OduRecord extends KpiRecord {
  readonly d2: { readonly payloadBytes: number; readonly messages: number; readonly complexNumbers: number };
  readonly lateControls: number;
  readonly lateD2: number;
  readonly dAppSlots: number;
  readonly dAppErrors: number;
  readonly refusedPrecoders: number;
  readonly appError?: string;
  readonly wall: { readonly dAppMs: readonly number[]; readonly e2RoundTripMs: readonly number[] };
}

/** `kpi.xapp-<name>-<replica>` */
export interface XAppRecord extends KpiRecord {
  readonly appErrors: number;
  readonly appFailed: boolean;
  readonly appError?: string;
  readonly wall: { readonly xAppMs: number | readonly number[] };
}

/** The records of a run, by who sent them. */
export class Records {
  readonly ruSim: RuSimRecord[] = [];
  readonly odu: OduRecord[] = [];
  readonly xapp: XAppRecord[] = [];

  add(record: KpiRecord): void {
    if (record.process === 'ru-sim') this.ruSim.push(record as RuSimRecord);
    else if (record.process.startsWith('o-du-')) this.odu.push(record as OduRecord);
    else if (record.process.startsWith('xapp-')) this.xapp.push(record as XAppRecord);
  }
}
