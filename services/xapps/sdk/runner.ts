import type { ControlStyle, IndicationMessage, Period, Report } from '@chorus/platform/proto.ts';

/** When the reports were made. */
export interface Moment {
  readonly nearRtLoop: number;
  readonly slot: number;
}

/** What an xApp answers to a set of reports. */
export interface Decision {
  readonly header: { style: ControlStyle; nearRtLoop: number; slot: number };
  readonly message: { users: number[]; u?: Buffer; w?: Buffer; v?: Buffer };
  /** Whether it is the last one of its near-RT loop. */
  readonly endsLoop: boolean;
  /** Whether the app gave nothing usable for it: it repeats what the app gave before. */
  readonly failed: boolean;
  /** What a trainer needs of it, where the xApp explores. */
  readonly experience?: Buffer;
}

/** Feeds one kind of xApp: what to subscribe to, and how reports become a control. */
export interface Runner {
  readonly period: Period;
  readonly report: Report;
  /**
   * @param reports of all E2 nodes, by O-DU, null where one cannot be read: what it reported before stands in;
   *   only valid during the call
   * @returns null where there is nothing to decide
   */
  run(reports: readonly (IndicationMessage | null)[], moment: Moment): Decision | null;
}

/** Told of everything that an app did wrong. */
export type OnAppError = (what: string, error: unknown) => void;

/** Told of everything in a report that cannot be read; that is no fault of the app. */
export type OnUnreadable = (what: string, error: unknown) => void;

/** Whether float32 can hold all of them. */
export function fitsFloat32(values: Float64Array): boolean {
  for (let i = 0; i < values.length; i++) if (!Number.isFinite(Math.fround(values[i]))) return false;
  return true;
}

/** User k belongs to replica k mod replicas. */
export function usersOfReplica(K: number, replica: number, replicas: number): number[] {
  return Array.from({ length: K }, (_, k) => k).filter((k) => k % replicas === replica);
}
