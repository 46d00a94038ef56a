import type { AppsInForce, ImpairmentsView } from '../api.ts';

// What the dashboard reads of the KPI records of docs/interfaces.md, "KPIs"; they hold more.

/** Since when it is in force, where a record says so. */
interface Since {
  readonly nearRtLoop: number;
  readonly slot: number;
}
/** What a record may say of what is in force; the scenario's holds where none does. */
interface SaysWhatIsInForce {
  readonly apps?: Partial<AppsInForce & Since>;
  readonly impairments?: Partial<ImpairmentsView & Since>;
}

interface LoopRecord {
  readonly process: string;
  readonly nearRtLoop: number;
}

/** `kpi.ru-sim`; rates in bit/s/Hz, [K]. */
export interface RuSimRecord extends LoopRecord, SaysWhatIsInForce {
  readonly slot: number;
  readonly sumRate: number;
  readonly userRate: readonly number[];
  readonly mu: readonly number[];
  readonly rMin: readonly number[];
  readonly lateAnswers: number;
  readonly clockSlips: number;
  readonly wall: { readonly unixMs: number; readonly loopMs: number; readonly slotMs: readonly number[] };
}

/** What crossed E2 in a loop, in the record's fields. */
export interface Payload {
  readonly complexNumbers: number;
  readonly deliveredComplexNumbers: number;
  readonly payloadBytes: number;
}
export interface Messages {
  readonly messages: number;
  readonly protobufBytes: number;
}
export type ByProcedure<T> = Readonly<Record<string, { readonly up?: T; readonly down?: T }>>;

/** A model at work, and since when. */
export interface ModelRecord {
  readonly target: string;
  readonly model: string;
  readonly version: number;
  readonly users: number;
  readonly nearRtLoop: number;
  readonly slot: number;
}

/** `kpi.near-rt-ric` */
export interface RicRecord extends LoopRecord, SaysWhatIsInForce {
  readonly models: readonly ModelRecord[];
  readonly e2: Payload & { readonly byProcedure: ByProcedure<Payload> };
  readonly wall: Messages & {
    readonly socketBytesSoFar: number;
    readonly byProcedure?: ByProcedure<Messages>;
  };
}

/** `kpi.o-du-<u>` */
export interface OduRecord extends LoopRecord {
  readonly d2: {
    readonly messages: number;
    readonly payloadBytes: number;
    readonly protobufBytes?: number;
    readonly complexNumbers: number;
  };
  readonly lateControls: number;
  readonly lateD2: number;
  readonly dAppErrors: number;
}

/** `kpi.xapp-<name>-<replica>` */
export interface XappRecord extends LoopRecord {
  readonly appErrors: number;
}

/** A record by who sent it. */
export type Kpi =
  | { readonly of: 'ru-sim'; readonly record: RuSimRecord }
  | { readonly of: 'near-rt-ric'; readonly record: RicRecord }
  | { readonly of: 'o-du'; readonly record: OduRecord }
  | { readonly of: 'xapp'; readonly record: XappRecord };
