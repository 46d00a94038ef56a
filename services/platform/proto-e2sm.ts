/** The messages of proto/e2sm_precoding.proto and proto/d2.proto, fields in camelCase; see proto.ts for their codecs. */

export type Period = 'NEAR_RT_LOOP' | 'RT_LOOP';
export type Report = 'NEIGHBOURS' | 'COVARIANCE' | 'SERVED_CSI' | 'COUPLED_CSI' | 'POWER';
export type ControlStyle =
  | 'FILTERS'
  | 'PRECODERS'
  | 'QUALITY_OF_SERVICE'
  | 'MODEL_PLAN'
  | 'MODEL_TAKEOVER'
  | 'APP_PLAN'
  | 'APP_TAKEOVER'
  | 'APP_HOLD';

/** What a node says of itself when it sets up. */
export interface RanFunctionDefinition {
  /** Users whose U_k and W_k the node's dApps work with. */
  filterUsers: number[];
}

export interface EventTrigger {
  period: Period;
  /** Nothing is reported of near-RT loops before this one. */
  fromNearRtLoop: number;
}
export interface ActionDefinition {
  report: Report;
}

export interface IndicationHeader {
  report: Report;
  /** -1 for the slot that starts a run. */
  nearRtLoop: number;
  slot: number;
  /** Unix time at which it was sent [ms]. */
  wallMs: number;
}
/** Tensors are little-endian float32 at any offset: decode them with tensors.ts. */
export interface IndicationMessage {
  users: number[];
  channel: Uint8Array;
  covariance: Uint8Array;
  reward: Uint8Array;
  interference: Uint8Array;
}

export interface ControlHeader {
  style: ControlStyle;
  nearRtLoop: number;
  slot: number;
}
/** Tensors are little-endian float32 at any offset: decode them with tensors.ts. */
export interface ControlMessage {
  users: number[];
  u: Uint8Array;
  w: Uint8Array;
  v: Uint8Array;
  rMin: Uint8Array;
  /** Absent or empty: all at once. */
  fromSlot?: number[];
}

export interface D2Message {
  from: number;
  to: number;
  nearRtLoop: number;
  slot: number;
  kind: 'SUMS' | 'CHANNELS';
  /** Which users' channels the receiver's precoder sums over. */
  reach: 'SERVED' | 'COUPLED';
  sums: Uint8Array;
  h: Uint8Array;
  v: Uint8Array;
}
