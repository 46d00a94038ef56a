/**
 * What the dashboard's server tells its page, and any other client of its REST: types alone, since the page
 * reads them too. Users, O-RUs and O-DUs go by the scenario's numbers; rates are in bit/s/Hz.
 */

/** `GET /api/testbed`: what does not change while a testbed runs. */
export interface TestbedView {
  readonly scenario: { readonly name: string; readonly seed: number; readonly [field: string]: unknown };
  /** Side of the square area [m]; it wraps around. */
  readonly areaM: number;
  readonly radios: readonly { readonly x: number; readonly y: number; readonly odu: number }[];
  readonly users: readonly {
    readonly x: number;
    readonly y: number;
    /** The O-DU of its strongest O-RU. */
    readonly anchor: number;
    /** L_k^UE. */
    readonly serving: readonly number[];
  }[];
  /** C-RZF's load on this network, in complex numbers per near-RT loop. */
  readonly complexNumbersCRzf: number;
}

/** The apps in force. */
export interface AppsInForce {
  readonly scheme: string;
  readonly xapp: string | null;
  readonly precoder: string;
  readonly multiplier: string;
}

/** Messages and bytes a second over a tick; `complexNumbers` per near-RT loop. */
export interface Flow {
  readonly messagesPerS: number;
  readonly payloadBytesPerS: number;
  readonly protobufBytesPerS: number;
  readonly complexNumbers: number;
}

/** Bins of a histogram: `counts[i]` of the durations in `[edgesMs[i], edgesMs[i + 1])`, the last one open. */
export interface Histogram {
  readonly edgesMs: readonly number[];
  readonly counts: readonly number[];
  readonly deadlineMs: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
}

/** Server-sent event `tick`: the near-RT loops since the one before, at most four times a second. */
export interface Tick {
  readonly unixMs: number;
  /** Of the newest loop. */
  readonly nearRtLoop: number;
  readonly slot: number;
  /** How many loops this tick sums up. */
  readonly loops: number;
  /** Mean over the loops. */
  readonly sumRate: number;
  /** Percentiles over the users of their mean rates. */
  readonly p5: number;
  readonly p50: number;
  readonly p95: number;
  /** r_k, mean over the loops, [K]; mu_k and R_k^min after the last, [K]. */
  readonly userRate: readonly number[];
  readonly mu: readonly number[];
  readonly rMin: readonly number[];
  readonly e2: {
    readonly total: Flow;
    readonly socketBytesPerS: number;
    readonly byProcedure: Readonly<Record<string, { readonly up?: Flow; readonly down?: Flow }>>;
    /** With every copy of U_k and W_k. */
    readonly deliveredComplexNumbers: number;
    /** Against C-RZF's load on the same network [%]. */
    readonly reductionPercent: number;
  };
  readonly d2: Flow;
  readonly clock: {
    /** Over the last 4,096 slots and loops. */
    readonly slot: Histogram;
    readonly loop: Histogram;
    /** Simulated time over wall time, in this tick. */
    readonly realTimeFactor: number;
    /** Since the start. */
    readonly lateAnswers: number;
    readonly lateControls: number;
    readonly lateD2: number;
    readonly clockSlips: number;
    readonly appErrors: number;
  };
  readonly apps: AppsInForce;
  readonly models: readonly {
    readonly target: string;
    readonly model: string;
    readonly version: number;
    readonly users: number;
  }[];
  readonly impairments: ImpairmentsView;
}

/** Server-sent event `mark`: something changed, and in which slot it took effect. */
export interface Mark {
  readonly unixMs: number;
  readonly nearRtLoop: number;
  readonly slot: number;
  readonly kind: 'apps' | 'model' | 'minimum-rate' | 'impairments';
  /** For people: `precoder served -> wide`. */
  readonly text: string;
}

/** `GET /api/cdf`: the users' mean rates under each set of apps that has run, the newest last. */
export interface CdfView {
  readonly label: string;
  readonly fromLoop: number;
  readonly loops: number;
  /** Ascending, [K]. */
  readonly rates: readonly number[];
}

/** `GET /api/history`: ticks thinned out to at most `points`, oldest first, and all marks that are kept. */
export interface HistoryView {
  readonly ticks: readonly Pick<Tick, 'unixMs' | 'nearRtLoop' | 'slot' | 'sumRate' | 'p5' | 'p50' | 'p95'>[];
  readonly marks: readonly Mark[];
}

/** `GET /api/apps`. */
export interface AppsView {
  readonly inForce: AppsInForce & { readonly nearRtLoop: number; readonly slot: number };
  /** What can be asked for by name; a module's path may be, too. External xApps that are connected are among `xapp`. */
  readonly available: {
    readonly scheme: readonly string[];
    readonly xapp: readonly string[];
    readonly precoder: readonly string[];
    readonly multiplier: readonly string[];
  };
}

/** `PUT /api/apps`, answered with a SwapStatus; `GET /api/apps/status?target=`, of the last swap without a target. */
export interface SwapRequest {
  readonly target: 'scheme' | 'xapp' | 'precoder' | 'multiplier';
  /** A built-in name, an external xApp's name or a module's path. */
  readonly app: string;
}
export interface SwapStatus extends SwapRequest {
  readonly state: 'on its way' | 'in force' | 'refused';
  readonly reason: string;
  readonly nearRtLoop?: number;
  readonly slot?: number;
}

/** `GET /api/impairments`; any part of it as the body of `PUT`. */
export interface ImpairmentsView {
  readonly e2_delay_slots: number;
  readonly e2_loss: number;
  readonly d2_delay_slots: number;
  readonly d2_loss: number;
  /** rho^2 [dB]; null for perfect CSI. */
  readonly csi_error_db: number | null;
  readonly speed_mps: number;
}
/** The answer to `PUT /api/impairments`. */
export interface ImpairmentsSet extends ImpairmentsView {
  /** From when on they are in force: the beginning of a near-RT loop. */
  readonly nearRtLoop: number;
  readonly slot: number;
}

/** `PUT /api/minimum-rate`: an A1 policy for each of the users, or one for all in their place. */
export interface MinimumRateRequest {
  readonly users: 'all' | readonly number[];
  readonly r_min: number;
}
/** `GET /api/minimum-rate`: the policies that were put here; `DELETE ?user=` takes back one, without a user all. */
export interface MinimumRatePolicy extends MinimumRateRequest {
  readonly policy: string;
  readonly state: 'on its way' | 'in force';
  readonly reason: string;
  readonly nearRtLoop?: number;
  readonly slot?: number;
}

/** Of `GET /api/models`: every version in the registry of the non-RT RIC. */
export interface ModelSummary {
  readonly name: string;
  readonly version: number;
  readonly kind: 'actor' | 'multiplier';
  readonly weights: number;
  readonly seed: number;
  readonly checksum: string;
  readonly [field: string]: unknown;
}
/** `PUT /api/models`: which model runs for whom, by default the newest version for all users. */
export interface ModelRequest {
  readonly model: string;
  readonly version?: number;
  readonly users?: readonly number[];
}
/** The answer to it; `GET /api/models/status` tells the same of the last one that was put here. */
export interface ModelStatus {
  readonly policy: ModelRequest & { readonly target: string };
  readonly enforceStatus: 'ENFORCED' | 'NOT_ENFORCED';
  readonly enforceReason: string;
  /** Whether it was tried and cannot be: the one before stays in force. */
  readonly refused?: boolean;
  readonly nearRtLoop?: number;
  readonly slot?: number;
}

/** Of `GET /api/processes`. */
export interface ProcessView {
  readonly name: string;
  readonly state: 'ok' | 'starting' | 'silent';
  /** What it waits for, or why nothing is known of it. */
  readonly reason: string | null;
  /** Its newest KPI record. */
  readonly unixMs: number | null;
  readonly nearRtLoop: number | null;
}

/** What any request that is refused is answered with, beside its HTTP status. */
export interface Refused {
  readonly code: string;
  readonly error: string;
  readonly field?: string;
  readonly value?: unknown;
  readonly allowed?: string;
}
