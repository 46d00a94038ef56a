/** The messages of proto/e2ap.proto, fields in camelCase; see proto.ts for their codecs. */

export type CauseGroup =
  'UNSPECIFIED' | 'RIC_REQUEST' | 'RIC_SERVICE' | 'E2_NODE' | 'TRANSPORT' | 'PROTOCOL' | 'MISC';

export interface Cause {
  group: CauseGroup;
  /** A short stable name, for instance "control-message-invalid". */
  value: string;
  detail: string;
}

export interface RanFunction {
  id: number;
  oid: string;
  revision: number;
  /** An encoded RanFunctionDefinition. */
  definition: Uint8Array;
}

export interface E2SetupRequest {
  e2NodeId: string;
  scenarioDigest: string;
  ranFunctions: RanFunction[];
}
export interface E2SetupResponse {
  ricId: string;
  accepted: RanFunction[];
  rejected: RanFunction[];
}
export interface E2SetupFailure {
  cause: Cause;
  timeToWaitMs: number;
}

export interface RicRequestId {
  requestor: number;
  instance: number;
}

export interface RicSubscriptionRequest {
  id: RicRequestId;
  ranFunction: number;
  /** An encoded EventTrigger. */
  eventTrigger: Uint8Array;
  /** An encoded ActionDefinition. */
  actionDefinition: Uint8Array;
}
export interface RicSubscriptionResponse {
  id: RicRequestId;
}
export interface RicSubscriptionFailure {
  id: RicRequestId;
  cause: Cause;
}
export interface RicSubscriptionDeleteRequest {
  id: RicRequestId;
  /** Near-RT loops before this one are still reported; 0 for none. */
  untilNearRtLoop: number;
}
export interface RicSubscriptionDeleteResponse {
  id: RicRequestId;
}

export interface RicIndication {
  id: RicRequestId;
  ranFunction: number;
  sequence: number;
  /** An encoded IndicationHeader. */
  header: Uint8Array;
  /** An encoded IndicationMessage. */
  message: Uint8Array;
}

export interface RicControlRequest {
  id: RicRequestId;
  ranFunction: number;
  /** An encoded ControlHeader. */
  header: Uint8Array;
  /** An encoded ControlMessage. */
  message: Uint8Array;
}
export interface RicControlAcknowledge {
  id: RicRequestId;
  /** Users (filters, quality of service) or links (precoders) taken over. */
  applied: number;
  appliedAtSlot: number;
}
export interface RicControlFailure {
  id: RicRequestId;
  cause: Cause;
}

export interface RicServiceUpdate {
  added: RanFunction[];
  modified: RanFunction[];
  deleted: number[];
}
export interface RicServiceUpdateAcknowledge {
  accepted: RanFunction[];
  rejected: RanFunction[];
}
export interface ResetRequest {
  cause: Cause;
}
export type ResetResponse = Record<string, never>;
export interface ErrorIndication {
  id: RicRequestId | null;
  cause: Cause;
}

/** What an E2AP PDU can hold, by the name of its field. */
export interface E2apBodies {
  e2SetupRequest: E2SetupRequest;
  e2SetupResponse: E2SetupResponse;
  e2SetupFailure: E2SetupFailure;
  ricSubscriptionRequest: RicSubscriptionRequest;
  ricSubscriptionResponse: RicSubscriptionResponse;
  ricSubscriptionFailure: RicSubscriptionFailure;
  ricSubscriptionDeleteRequest: RicSubscriptionDeleteRequest;
  ricSubscriptionDeleteResponse: RicSubscriptionDeleteResponse;
  ricIndication: RicIndication;
  ricControlRequest: RicControlRequest;
  ricControlAcknowledge: RicControlAcknowledge;
  ricControlFailure: RicControlFailure;
  ricServiceUpdate: RicServiceUpdate;
  ricServiceUpdateAcknowledge: RicServiceUpdateAcknowledge;
  resetRequest: ResetRequest;
  resetResponse: ResetResponse;
  errorIndication: ErrorIndication;
}
export type E2apBody = keyof E2apBodies;

/** One of the bodies; `body` names it in a decoded PDU (undefined: an empty PDU) and may be left out to encode. */
export type E2apPdu = Partial<E2apBodies> & { body?: E2apBody };
