import { ChorusError, type ErrorCode } from './errors.ts';

/** What the user gave is wrong, so that starting again without changing it cannot help. */
const wrongInput: readonly ErrorCode[] = [
  'CHORUS_USAGE',
  'CHORUS_OVERRIDE_INVALID',
  'CHORUS_SCENARIO_NOT_FOUND',
  'CHORUS_SCENARIO_SYNTAX',
  'CHORUS_SCENARIO_INVALID',
  'CHORUS_APP_NOT_FOUND',
  'CHORUS_APP_INVALID',
  'CHORUS_APPS_MISMATCH',
  'CHORUS_MODEL_NOT_FOUND',
  'CHORUS_MODEL_INVALID',
  'CHORUS_TRAINING_NOT_FOUND',
  'CHORUS_TRAINING_INVALID',
  'CHORUS_TRAINING_EXISTS',
  'CHORUS_CHECKPOINT_NOT_FOUND',
  'CHORUS_CHECKPOINT_INVALID',
  'CHORUS_CURVE_INVALID',
  'CHORUS_EXPERIMENT_NOT_FOUND',
  'CHORUS_EXPERIMENT_INVALID',
  'CHORUS_EXPERIMENT_ABSENT',
  'CHORUS_FIELD_INVALID',
  'CHORUS_A1_INVALID',
  'CHORUS_A1_NOT_FOUND',
];

/** The exit code for an error: 2 for wrong usage or a wrong scenario, else 1. */
export function exitCodeOf(error: unknown): 1 | 2 {
  return error instanceof ChorusError && wrongInput.includes(error.code as ErrorCode) ? 2 : 1;
}

/** One line, `CODE: message`. */
export function failureLine(error: unknown): string {
  const code = (error as { code?: unknown } | null)?.code;
  const message = error instanceof Error ? error.message : String(error);
  const prefix = typeof code === 'string' ? code : 'CHORUS_INTERNAL';
  return `${prefix}: ${message.replaceAll(/\s*\n\s*/g, '; ')}`;
}

/**
 * The error itself, or CHORUS_PORT_IN_USE where the operating system refused an address: as node:net
 * reports it, or gRPC, which keeps only its text.
 *
 * @param purposes of the addresses that the process listens on
 */
export function refine(error: unknown, purposes: Readonly<Record<string, string>>): unknown {
  if (error instanceof ChorusError || !(error instanceof Error)) return error;
  const { code, address, port } = error as { code?: string; address?: string; port?: number };
  if (code !== 'EADDRINUSE' && !error.message.includes('EADDRINUSE')) return error;
  const place =
    address === undefined
      ? (/EADDRINUSE: address already in use ([^\s,\]]+)/.exec(error.message)?.[1] ?? 'an address')
      : port === undefined || port < 0
        ? `unix:${address}`
        : `${address}:${port}`;
  const purpose = purposes[place] ?? 'a listening address';
  return new ChorusError('CHORUS_PORT_IN_USE', { address: place, purpose }, { cause: error });
}
