import { ChorusError } from './errors.ts';
import { compileSchema } from './json-schema.ts';
import { scenarioSchema, type Scenario } from './scenario-schema.ts';

/** What can be made worse while a testbed runs. */
export interface Impairments {
  /** RT loops. */
  readonly e2_delay_slots: number;
  /** Probability. */
  readonly e2_loss: number;
  readonly d2_delay_slots: number;
  readonly d2_loss: number;
  /** rho^2 [dB]; null for perfect CSI. */
  readonly csi_error_db: number | null;
  readonly speed_mps: number;
}

const { impairments, csi, mobility } = scenarioSchema.properties;
/** The fields and bounds are the scenario's own. */
const properties = {
  ...impairments.properties,
  csi_error_db: csi.properties.error_db,
  speed_mps: mobility.properties.speed_mps,
};
const schema = { type: 'object', properties, additionalProperties: false };
const checkPart = compileSchema(schema);
const checkWhole = compileSchema({ ...schema, required: Object.keys(properties) });

/** The set that a scenario starts with. */
export function impairmentsOf({ impairments: links, csi: { error_db }, mobility }: Scenario): Impairments {
  return { ...links, csi_error_db: error_db, speed_mps: mobility.speed_mps };
}

/** Any part of a set. @throws ChorusError CHORUS_FIELD_INVALID */
export function readImpairments(part: unknown): Partial<Impairments> {
  return accept(checkPart, part);
}

/** The payload of an Impairments frame: a whole set as UTF-8 JSON. @throws ChorusError CHORUS_MESSAGE_INVALID, CHORUS_FIELD_INVALID */
export function decodeImpairments(payload: Buffer): Impairments {
  let set: unknown;
  try {
    set = JSON.parse(payload.toString('utf8'));
  } catch (error) {
    const reason = (error as Error).message;
    throw new ChorusError('CHORUS_MESSAGE_INVALID', { what: 'Impairments', reason }, { cause: error });
  }
  return readWholeImpairments(set);
}

/** A whole set. @throws ChorusError CHORUS_FIELD_INVALID */
export function readWholeImpairments(set: unknown): Impairments {
  return accept(checkWhole, set);
}

function accept<T>(check: typeof checkPart, value: unknown): T {
  const fault = check(value);
  if (fault === null) return value as T;
  throw new ChorusError('CHORUS_FIELD_INVALID', { ...fault, field: fault.field || 'impairments' });
}
