import { ChorusError } from '@chorus/platform/errors.ts';
import { Type, type Static } from 'typebox';
import { compileSchema } from '@chorus/platform/json-schema.ts';
import type { Job, Outcome } from '../jobs/job.ts';

/** A job on its way to a worker. */
export interface JobMessage {
  /** Of the coordinator's run, part of the subject that the result goes to. */
  readonly run: string;
  /** Of the coordinator's code. */
  readonly version: string;
  readonly job: Job;
}

/** What came of it. */
export type ResultMessage = {
  readonly key: string;
  /** Of the worker's code. */
  readonly version: string;
  /** Who computed it, for people. */
  readonly worker: string;
} & ({ readonly outcome: Outcome } | { readonly failure: Failure });

/** Why there is no outcome. */
export interface Failure {
  /** `failed`: the computation itself; `given-up`: every worker that took it was lost. */
  readonly kind: 'failed' | 'given-up';
  readonly reason: string;
}

const kinds = Type.Unsafe<Failure['kind']>({ type: 'string', enum: ['failed', 'given-up'] });
const schemas = {
  job: Type.Object({
    run: Type.String({ pattern: '^[0-9a-f]{16}$' }),
    version: Type.String(),
    job: Type.Object({
      key: Type.String(),
      label: Type.String(),
      seed: Type.Integer(),
      task: Type.Object({ kind: Type.String(), scenario: Type.Object({}) }),
    }),
  }),
  result: Type.Object({
    key: Type.String(),
    version: Type.String(),
    worker: Type.String(),
    outcome: Type.Optional(Type.Object({ kind: Type.String() })),
    failure: Type.Optional(Type.Object({ kind: kinds, reason: Type.String() })),
  }),
} as const;
const checks = { job: compileSchema(schemas.job), result: compileSchema(schemas.result) };

export function encode(message: JobMessage | ResultMessage): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(message));
}

/** @throws ChorusError CHORUS_MESSAGE_INVALID */
export function decodeJob(bytes: Uint8Array): JobMessage {
  return decode(bytes, 'job') as unknown as JobMessage;
}

/** @throws ChorusError CHORUS_MESSAGE_INVALID */
export function decodeResult(bytes: Uint8Array): ResultMessage {
  const message = decode(bytes, 'result');
  if (message.outcome === undefined && message.failure === undefined)
    throw invalid('result', 'it has neither outcome nor failure');
  return message as unknown as ResultMessage;
}

function decode<N extends keyof typeof schemas>(bytes: Uint8Array, what: N): Static<(typeof schemas)[N]> {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder().decode(bytes));
  } catch (error) {
    throw invalid(what, (error as Error).message);
  }
  const violation = checks[what](value);
  if (violation !== null) throw invalid(what, `${violation.field}: allowed: ${violation.allowed}`);
  return value as Static<(typeof schemas)[N]>;
}

function invalid(what: string, reason: string): ChorusError {
  return new ChorusError('CHORUS_MESSAGE_INVALID', { what: `${what} of the queue`, reason });
}
