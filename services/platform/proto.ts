import { resolve } from 'node:path';
import protobuf from 'protobufjs';
import { ChorusError } from './errors.ts';
import { wireForm } from './proto-wire-form.ts';
import type * as app from './proto-app.ts';
import type * as e2ap from './proto-e2ap.ts';
import type * as e2sm from './proto-e2sm.ts';
import type * as experience from './proto-experience.ts';
import type * as model from './proto-model.ts';
import type * as xapp from './proto-xapp.ts';

export type * from './proto-app.ts';
export type * from './proto-e2ap.ts';
export type * from './proto-e2sm.ts';
export type * from './proto-xapp.ts';

/**
 * Encodes and decodes one protobuf message.
 *
 * Fields are in camelCase, enums are their names (an unknown number stays a number, so check what you
 * switch on), bytes are Uint8Array views into the decoded buffer at any offset. A field that is missing
 * on the wire decodes to its default; a missing sub-message to null. `encode` takes what differs from the
 * defaults.
 */
export interface Codec<M> {
  /** The message's name in the protobuf files. */
  readonly name: string;
  encode(message: DeepPartial<M>): Buffer;
  /** @throws ChorusError CHORUS_MESSAGE_INVALID where the bytes are no such message */
  decode(bytes: Uint8Array): M;
}

/** Every field optional, also inside sub-messages; bytes stay whole. */
export type DeepPartial<M> = M extends Uint8Array | string | number | null | undefined
  ? M
  : M extends (infer E)[]
    ? DeepPartial<E>[]
    : { [F in keyof M]?: DeepPartial<M[F]> };

const folder = resolve(import.meta.dirname, '../../proto');
const root = new protobuf.Root();
root.resolvePath = (_origin, target) => resolve(folder, target);
root
  .loadSync(['e2ap.proto', 'e2sm_precoding.proto', 'xapp.proto', 'd2.proto', 'experience.proto'])
  .resolveAll();

const asPlainObject: protobuf.IConversionOptions = { enums: String, defaults: true, oneofs: true };

function codec<M>(name: string): Codec<M> {
  const type = root.lookupType(name);
  const toWire = wireForm(type);
  return {
    name,
    encode: (message) => type.encode(toWire(message as object)).finish() as Buffer,
    decode(bytes) {
      try {
        return type.toObject(type.decode(bytes), asPlainObject) as M;
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        throw new ChorusError('CHORUS_MESSAGE_INVALID', { what: type.name, reason }, { cause: error });
      }
    },
  };
}

export const E2apPdu = codec<e2ap.E2apPdu>('chorus.e2ap.v1.E2apPdu');
export type E2apPdu = e2ap.E2apPdu;
/** Alone as the value of an SDL key. */
export const RicIndication = codec<e2ap.RicIndication>('chorus.e2ap.v1.RicIndication');
export type RicIndication = e2ap.RicIndication;

export const RanFunctionDefinition = codec<e2sm.RanFunctionDefinition>(
  'chorus.e2sm.precoding.v1.RanFunctionDefinition',
);
export type RanFunctionDefinition = e2sm.RanFunctionDefinition;
export const EventTrigger = codec<e2sm.EventTrigger>('chorus.e2sm.precoding.v1.EventTrigger');
export type EventTrigger = e2sm.EventTrigger;
export const ActionDefinition = codec<e2sm.ActionDefinition>('chorus.e2sm.precoding.v1.ActionDefinition');
export type ActionDefinition = e2sm.ActionDefinition;
export const IndicationHeader = codec<e2sm.IndicationHeader>('chorus.e2sm.precoding.v1.IndicationHeader');
export type IndicationHeader = e2sm.IndicationHeader;
export const IndicationMessage = codec<e2sm.IndicationMessage>('chorus.e2sm.precoding.v1.IndicationMessage');
export type IndicationMessage = e2sm.IndicationMessage;
export const ControlHeader = codec<e2sm.ControlHeader>('chorus.e2sm.precoding.v1.ControlHeader');
export type ControlHeader = e2sm.ControlHeader;
export const ControlMessage = codec<e2sm.ControlMessage>('chorus.e2sm.precoding.v1.ControlMessage');
export type ControlMessage = e2sm.ControlMessage;

export const SubscribeRequest = codec<xapp.SubscribeRequest>('chorus.xapp.v1.SubscribeRequest');
export type SubscribeRequest = xapp.SubscribeRequest;
export const XappEvent = codec<xapp.XappEvent>('chorus.xapp.v1.XappEvent');
export type XappEvent = xapp.XappEvent;
export const XappControlRequest = codec<xapp.XappControlRequest>('chorus.xapp.v1.XappControlRequest');
export type XappControlRequest = xapp.XappControlRequest;
export const XappControlOutcome = codec<xapp.XappControlOutcome>('chorus.xapp.v1.XappControlOutcome');
export type XappControlOutcome = xapp.XappControlOutcome;

export const XappModelsReport = codec<xapp.XappModelsReport>('chorus.xapp.v1.XappModelsReport');
export type XappModelsReport = xapp.XappModelsReport;
export const ModelPlan = codec<model.ModelPlan>('chorus.model.v1.ModelPlan');
export type ModelPlan = model.ModelPlan;
export const ModelTakeover = codec<model.ModelTakeover>('chorus.model.v1.ModelTakeover');
export type ModelTakeover = model.ModelTakeover;
export type ModelAssignment = model.ModelAssignment;

export const XappAppsReport = codec<xapp.XappAppsReport>('chorus.xapp.v1.XappAppsReport');
export type XappAppsReport = xapp.XappAppsReport;
export const AppPlan = codec<app.AppPlan>('chorus.app.v1.AppPlan');
export type AppPlan = app.AppPlan;
export const AppTakeover = codec<app.AppTakeover>('chorus.app.v1.AppTakeover');
export type AppTakeover = app.AppTakeover;

export const D2Message = codec<e2sm.D2Message>('chorus.d2.v1.D2Message');
export type D2Message = e2sm.D2Message;

export const Experience = codec<experience.Experience>('chorus.experience.v1.Experience');
export type Experience = experience.Experience;

/** The precoding service model that this release speaks. */
export const PRECODING = {
  id: 200,
  oid: 'chorus.e2sm.precoding',
  revision: 1,
  definition: Buffer.alloc(0) as Uint8Array,
};

const asIs = (bytes: Buffer): Buffer => bytes;
const raw = (path: string, requestStream: boolean, responseStream: boolean) => ({
  path,
  requestStream,
  responseStream,
  requestSerialize: asIs,
  requestDeserialize: asIs,
  responseSerialize: asIs,
  responseDeserialize: asIs,
});

/**
 * gRPC service definitions whose messages are bytes: both ends run the codecs themselves, so that a
 * message which does not decode gets an answer instead of ending its stream, and bytes can be counted.
 */
export const e2Service = { connect: raw('/chorus.e2ap.v1.E2/Connect', true, true) };
export const xappService = {
  subscribe: raw('/chorus.xapp.v1.XappApi/Subscribe', false, true),
  control: raw('/chorus.xapp.v1.XappApi/Control', false, false),
  controls: raw('/chorus.xapp.v1.XappApi/Controls', true, true),
  reportModels: raw('/chorus.xapp.v1.XappApi/ReportModels', false, false),
  reportApps: raw('/chorus.xapp.v1.XappApi/ReportApps', false, false),
};
