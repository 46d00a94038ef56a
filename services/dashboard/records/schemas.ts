import type { Kpi } from './types.ts';

const count = { type: 'integer', minimum: 0 };
const amount = { type: 'number', minimum: 0 };
const text = { type: 'string', maxLength: 1000 };

type Fields = Record<string, object>;
const some = (properties: Fields) => ({ type: 'object', properties });
const all = (properties: Fields, optional: Fields = {}) => ({
  type: 'object',
  properties: { ...properties, ...optional },
  required: Object.keys(properties),
});

const payload = { complexNumbers: amount, deliveredComplexNumbers: amount, payloadBytes: amount };
const messages = { messages: amount, protobufBytes: amount };
const byProcedure = (fields: Fields) => ({
  type: 'object',
  maxProperties: 32,
  additionalProperties: some({ up: all(fields), down: all(fields) }),
});
const loop = { process: text, nearRtLoop: count };
// Loop -1 and slot 0 start a run.
const since = { nearRtLoop: { type: 'integer', minimum: -1 }, slot: count };
const inForce = {
  apps: some({
    ...since,
    scheme: text,
    xapp: { type: ['string', 'null'] },
    precoder: text,
    multiplier: text,
  }),
  impairments: some({
    ...since,
    e2_delay_slots: count,
    e2_loss: amount,
    d2_delay_slots: count,
    d2_loss: amount,
    csi_error_db: { type: ['number', 'null'] },
    speed_mps: amount,
  }),
};
const model = { target: text, model: text, version: count, users: count, nearRtLoop: count, slot: count };

/** JSON schemas of the KPI records, by who sends them. @param K users */
export function recordSchemas(K: number): Record<Kpi['of'], object> {
  const perUser = { type: 'array', items: amount, minItems: K, maxItems: K };
  const slotMs = { type: 'array', items: amount, maxItems: 1000 };
  return {
    'ru-sim': all(
      {
        ...{ ...loop, slot: count, sumRate: amount, userRate: perUser, mu: perUser, rMin: perUser },
        ...{ lateAnswers: count, clockSlips: count, wall: all({ unixMs: amount, loopMs: amount, slotMs }) },
      },
      inForce,
    ),
    'near-rt-ric': all(
      {
        ...loop,
        models: { type: 'array', items: all(model), maxItems: 2 * K + 2 },
        e2: all({ ...payload, byProcedure: byProcedure(payload) }),
        wall: all({ ...messages, socketBytesSoFar: amount }, { byProcedure: byProcedure(messages) }),
      },
      inForce,
    ),
    'o-du': all({
      ...{ ...loop, lateControls: count, lateD2: count, dAppErrors: count },
      d2: all({ messages: amount, payloadBytes: amount, complexNumbers: amount }, { protobufBytes: amount }),
    }),
    xapp: all({ ...loop, appErrors: count }),
  };
}
