import type { Cause } from './proto-e2ap.ts';

/** The messages of proto/xapp.proto, fields in camelCase; see proto.ts for their codecs. */

export interface XappId {
  name: string;
  replica: number;
  replicas: number;
}

export interface SubscribeRequest {
  xapp: XappId;
  scenarioDigest: string;
  ranFunction: number;
  /** An encoded EventTrigger. */
  eventTrigger: Uint8Array;
  /** An encoded ActionDefinition. */
  actionDefinition: Uint8Array;
}
export interface Subscribed {
  e2Nodes: string[];
}
export interface IndicationNotice {
  e2NodeId: string;
  nearRtLoop: number;
  slot: number;
  /** Its value in the SDL is an encoded RicIndication. */
  sdlKey: string;
}
/** One of the two; `body` names it in a decoded event and may be left out to encode. */
export interface XappEvent {
  body?: 'subscribed' | 'indication';
  subscribed?: Subscribed;
  indication?: IndicationNotice;
}

export interface XappControlRequest {
  xapp: XappId;
  /** An encoded ControlHeader. */
  header: Uint8Array;
  /** An encoded ControlMessage over all E2 nodes. */
  message: Uint8Array;
}
export interface NodeOutcome {
  e2NodeId: string;
  applied: number;
  appliedAtSlot: number;
  /** Null where the control was applied. */
  cause: Cause | null;
}
export interface XappControlOutcome {
  nodes: NodeOutcome[];
}
