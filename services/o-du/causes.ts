import { ChorusError, type ErrorCode } from '@chorus/platform/errors.ts';
import type { Cause, CauseGroup } from '@chorus/platform/proto.ts';

/** A request of the RIC that the O-DU does not fulfil; it carries the Cause of the answer. */
export class Refusal extends Error {
  readonly reason: Cause;

  constructor(group: CauseGroup, value: string, detail: string) {
    super(detail);
    this.name = 'Refusal';
    this.reason = { group, value, detail };
  }
}

const known: Partial<Record<ErrorCode, [CauseGroup, string]>> = {
  CHORUS_FIELD_INVALID: ['RIC_REQUEST', 'control-message-invalid'],
  CHORUS_MESSAGE_INVALID: ['PROTOCOL', 'transfer-syntax-error'],
  CHORUS_PAYLOAD_LENGTH: ['RIC_REQUEST', 'payload-length'],
  CHORUS_PAYLOAD_NOT_FINITE: ['RIC_REQUEST', 'payload-not-finite'],
};

/** The Cause that answers a message which failed a check; an error that no check raised is thrown on. */
export function causeOf(error: unknown): Cause {
  if (error instanceof Refusal) return error.reason;
  if (!(error instanceof ChorusError)) throw error;
  const [group, value] = known[error.code as ErrorCode] ?? ['MISC', 'unspecified'];
  return { group, value, detail: error.message };
}
