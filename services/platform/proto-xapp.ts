import type { AppPlan, AppTakeover, AppTarget } from './proto-app.ts';
import type { Cause } from './proto-e2ap.ts';
import type { ModelPlan, ModelTakeover } from './proto-model.ts';

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
  /** Notices come all in one event, before the SDL has confirmed what they are of. */
  prompt: boolean;
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
export interface IndicationNotices {
  notices: IndicationNotice[];
}
export interface XappModelsReport {
  xapp: XappId;
  generation: number;
  /** Whose model is refused; empty where the plan is ready. */
  policy: string;
  cause: Cause | null;
}
export interface XappAppsReport {
  xapp: XappId;
  generation: number;
  /** Whether it answers the takeover; `nearRtLoop` is then the first that the apps decide for. */
  took: boolean;
  nearRtLoop: number;
  /** What it is to be told from the takeover on: as before, nothing, or what the next two say. */
  need: 'KEPT' | 'NOTHING' | 'REPORTS';
  /** An encoded EventTrigger, and an encoded ActionDefinition. */
  eventTrigger: Uint8Array;
  actionDefinition: Uint8Array;
  /** Whose app is refused; empty where the plan is ready. */
  target: '' | AppTarget;
  cause: Cause | null;
}
/** One of these; `body` names it in a decoded event and may be left out to encode. */
export interface XappEvent {
  body?:
    'subscribed' | 'indication' | 'modelPlan' | 'modelTakeover' | 'appPlan' | 'appTakeover' | 'indications';
  subscribed?: Subscribed;
  indication?: IndicationNotice;
  modelPlan?: ModelPlan;
  modelTakeover?: ModelTakeover;
  appPlan?: AppPlan;
  appTakeover?: AppTakeover;
  indications?: IndicationNotices;
}

export interface XappControlRequest {
  xapp: XappId;
  /** An encoded ControlHeader. */
  header: Uint8Array;
  /** An encoded ControlMessage over all E2 nodes. */
  message: Uint8Array;
  /** Generation of the ModelPlan that it was made with; 0 for the scenario's own models. */
  models: number;
  /** Over a stream of controls: the outcome repeats it. */
  id: number;
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
  id: number;
}
