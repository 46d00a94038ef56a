import { ChorusError, type ErrorCode } from '@chorus/platform/errors.ts';
import type { Cause, CauseGroup } from '@chorus/platform/proto.ts';

/** A Cause of E2AP. */
export function cause(group: CauseGroup, value: string, detail = ''): Cause {
  return { group, value, detail };
}

const known: Partial<Record<ErrorCode, [CauseGroup, string]>> = {
  CHORUS_MESSAGE_INVALID: ['PROTOCOL', 'transfer-syntax-error'],
  CHORUS_FIELD_INVALID: ['PROTOCOL', 'semantic-error'],
  CHORUS_PAYLOAD_LENGTH: ['RIC_REQUEST', 'payload-length'],
  CHORUS_PAYLOAD_NOT_FINITE: ['RIC_REQUEST', 'payload-not-finite'],
  CHORUS_SCENARIO_MISMATCH: ['MISC', 'scenario-mismatch'],
};

/** The Cause that answers a message which failed a check; an error that no check raised is thrown on. */
export function causeOf(error: unknown): Cause {
  if (!(error instanceof ChorusError)) throw error;
  const [group, value] = known[error.code as ErrorCode] ?? ['MISC', 'unspecified'];
  return cause(group, value, error.message);
}
