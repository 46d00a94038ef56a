import { amount, count, described, fields, list, number, orNull, text } from '../json-schemas.ts';

// JSON schemas of what api.ts says in types: the dashboard's own answers.

const perUser = described('by user, [K]', list(number));
const position = { x: number, y: number };

export const testbed = fields({
  scenario: fields({ name: text, seed: count }),
  areaM: described('side of the square area, which wraps around [m]', amount),
  radios: list(fields({ ...position, odu: count })),
  users: list(fields({ ...position, anchor: count, serving: list(count) })),
  complexNumbersCRzf: described("C-RZF's load, complex numbers per near-RT loop", amount),
});

export const appsInForce = fields({
  scheme: text,
  xapp: orNull(text),
  precoder: text,
  multiplier: text,
});

export const impairments = fields({
  e2_delay_slots: count,
  e2_loss: amount,
  d2_delay_slots: count,
  d2_loss: amount,
  csi_error_db: described('rho^2 [dB]; null for perfect CSI', orNull(number)),
  speed_mps: amount,
});

const flow = fields({
  messagesPerS: amount,
  payloadBytesPerS: amount,
  protobufBytesPerS: amount,
  complexNumbers: described('per near-RT loop', amount),
});
const histogram = fields({
  edgesMs: list(amount),
  counts: described('of [edge i, edge i + 1); the last is open', list(count)),
  deadlineMs: amount,
  p50Ms: amount,
  p99Ms: amount,
  maxMs: amount,
});
const point = {
  unixMs: amount,
  nearRtLoop: count,
  slot: count,
  sumRate: described('[bit/s/Hz]', amount),
  p5: amount,
  p50: amount,
  p95: amount,
};

export const tick = fields({
  ...point,
  loops: count,
  userRate: perUser,
  mu: perUser,
  rMin: perUser,
  e2: fields({
    total: flow,
    socketBytesPerS: amount,
    byProcedure: {
      type: 'object',
      additionalProperties: { type: 'object', properties: { up: flow, down: flow } },
    },
    deliveredComplexNumbers: amount,
    reductionPercent: number,
  }),
  d2: flow,
  clock: fields({
    ...{ slot: histogram, loop: histogram, realTimeFactor: amount },
    ...{ lateAnswers: count, lateControls: count, lateD2: count, clockSlips: count, appErrors: count },
  }),
  apps: appsInForce,
  models: list(fields({ target: text, model: text, version: count, users: count })),
  impairments,
});

export const mark = fields({
  unixMs: amount,
  nearRtLoop: count,
  slot: count,
  kind: { type: 'string', enum: ['apps', 'model', 'minimum-rate', 'impairments'] },
  text,
});

export const history = fields({ ticks: list(fields(point)), marks: list(mark) });

export const cdfs = list(
  fields({ label: text, fromLoop: count, loops: count, rates: described('ascending, [K]', list(amount)) }),
);

export const processes = list(
  fields({
    name: text,
    state: { type: 'string', enum: ['ok', 'starting', 'silent'] },
    reason: orNull(text),
    unixMs: orNull(amount),
    nearRtLoop: orNull(count),
  }),
);

export const refused = fields({ code: text, error: text }, { field: text, value: {}, allowed: text });
