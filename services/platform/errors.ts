/**
 * Every error that Chorus raises on purpose, in one registry.
 *
 * A code is stable and safe to match on; the message is for people and names the field, the value
 * and what is allowed wherever there is one.
 */
const messages = {
  CHORUS_SCENARIO_NOT_FOUND: (m: { path: string }) =>
    `no scenario at ${m.path}: give a file, or the name of one in deploy/scenarios`,
  CHORUS_SCENARIO_SYNTAX: (m: { path: string; reason: string }) => `${m.path} is not valid YAML: ${m.reason}`,
  CHORUS_SCENARIO_INVALID: (m: { field: string; value: unknown; allowed: string }) =>
    `${m.field} is ${format(m.value)}; allowed: ${m.allowed}`,
  CHORUS_OVERRIDE_INVALID: (m: { text: string }) =>
    `--set ${m.text}: expected path=value with the path of a field, for instance --set seed=2`,
  CHORUS_APP_NOT_FOUND: (m: { kind: string; name: string; allowed: string }) =>
    `${m.kind} ${format(m.name)} is neither built in (${m.allowed}) nor a module's path`,
  CHORUS_APP_INVALID: (m: { kind: string; name: string; reason: string }) =>
    `${m.kind} ${m.name} does not keep its contract: ${m.reason}`,
  CHORUS_APP_FAILED: (m: { name: string; what: string; reason: string }) =>
    `${m.name} gave nothing usable for ${m.what}: ${m.reason}`,
  CHORUS_APP_REFUSED: (m: { target: string; app: string; reason: string }) =>
    `${m.target} ${m.app} was refused: ${m.reason}`,
  CHORUS_APPS_MISMATCH: (m: { xapp: string; gives: string; precoder: string; takes: string }) =>
    `xApp ${m.xapp} gives ${m.gives}, precoder dApp ${m.precoder} takes ${m.takes}; allowed: a pair that agrees (see the README's list)`,
  CHORUS_PEER_TIMEOUT: (m: { peer: string; address: string; seconds: number; reason?: string }) =>
    `${m.peer} at ${m.address} did not come within ${m.seconds} s` + (m.reason ? ` (${m.reason})` : ''),
  CHORUS_PEER_LOST: (m: { peer: string; reason: string }) => `lost ${m.peer}: ${m.reason}`,
  CHORUS_PEER_REFUSED: (m: { peer: string; method: string; path: string; status: number; reason: string }) =>
    `${m.peer} answered ${m.method} ${m.path} with ${m.status}: ${m.reason}`,
  CHORUS_ORIGIN_REFUSED: (m: { field: string; value: string; allowed: string }) =>
    `${m.field} is ${format(m.value)}; what steers the testbed comes from ${m.allowed}`,
  CHORUS_NOT_FOUND: (m: { what: string }) => `there is no ${m.what}`,
  CHORUS_TOO_MANY_CLIENTS: (m: { most: number }) =>
    `${m.most} clients follow the testbed already; close one of them`,
  CHORUS_PORT_IN_USE: (m: { address: string; purpose: string }) =>
    `${m.address} (${m.purpose}) is in use by another process`,
  CHORUS_SCHEDULING_REFUSED: (m: { reason: string }) =>
    `clock.scheduling = fifo: ${m.reason}; run as root, or allow it (ulimit -r 10), or set clock.scheduling=normal`,
  CHORUS_SERVER_ABSENT: (m: { server: string; install: string }) =>
    `${m.server} is not installed; type: ${m.install}`,
  CHORUS_PROCESS_DIED: (m: { name: string; how: string; log: string }) =>
    `${m.name} ended in mid-run (${m.how}); its log: ${m.log}`,
  CHORUS_STALLED: (m: { seconds: number; waiting: string }) =>
    `no slot has passed for ${m.seconds} s; waiting for: ${m.waiting}`,
  CHORUS_INTERRUPTED: (m: { signal: string }) => `interrupted by ${m.signal}`,
  CHORUS_RUN_OVER: (_m: object) => 'the run is over: nothing takes effect any more',
  CHORUS_NO_TESTBED: (m: { where: string }) => `no testbed is running (looked in ${m.where})`,
  CHORUS_SCENARIO_MISMATCH: (m: { peer: string; theirs: string; ours: string }) =>
    `${m.peer} runs another scenario (digest ${m.theirs}, here ${m.ours})`,
  CHORUS_FRAME_INVALID: (m: { reason: string }) => `bad O-FH frame: ${m.reason}`,
  CHORUS_MESSAGE_INVALID: (m: { what: string; reason: string }) => `not a valid ${m.what}: ${m.reason}`,
  CHORUS_FIELD_INVALID: (m: { field: string; value: unknown; allowed: string }) =>
    `${m.field} is ${format(m.value)}; allowed: ${m.allowed}`,
  CHORUS_PAYLOAD_LENGTH: (m: { what: string; bytes: number; expected: number }) =>
    `${m.what} has ${m.bytes} bytes; expected ${m.expected}`,
  CHORUS_PAYLOAD_NOT_FINITE: (m: { what: string; index: number }) =>
    `${m.what} holds a non-finite number at index ${m.index}`,
  CHORUS_E2_REFUSED: (m: { procedure: string; cause: string; detail: string }) =>
    `${m.procedure} refused, cause ${m.cause}: ${m.detail}`,
  CHORUS_A1_INVALID: (m: { field: string; value: unknown; allowed: string }) =>
    `${m.field} is ${format(m.value)}; allowed: ${m.allowed}`,
  CHORUS_A1_FAILED: (m: { method: string; url: string; reason: string }) =>
    `${m.method} ${m.url} failed: ${m.reason}`,
  CHORUS_A1_NOT_FOUND: (m: { what: string; id: string }) => `there is no ${m.what} ${m.id}`,
  CHORUS_MODEL_NOT_FOUND: (m: { name: string; allowed: string }) =>
    `there is no model ${m.name}; allowed: ${m.allowed}`,
  CHORUS_MODEL_UNREACHABLE: (m: { name: string; url: string; reason: string }) =>
    `model ${m.name} could not be fetched from ${m.url}: ${m.reason}`,
  CHORUS_MODEL_INVALID: (m: { name: string; reason: string }) =>
    `model ${m.name} cannot be used: ${m.reason}`,
  CHORUS_TRAINING_NOT_FOUND: (m: { path: string; allowed: string }) =>
    `no training at ${m.path}: give a file, or the name of one in deploy/training (${m.allowed})`,
  CHORUS_TRAINING_INVALID: (m: { field: string; value: unknown; allowed: string }) =>
    `${m.field} is ${format(m.value)}; allowed: ${m.allowed}`,
  CHORUS_TRAINING_EXISTS: (m: { folder: string }) =>
    `${m.folder} holds a training already: --resume goes on with it, --out DIR starts another beside it`,
  CHORUS_TRAINING_ABSENT: (m: { where: string }) => `no training was started on ${m.where}`,
  CHORUS_TRAINING_FAILED: (m: { name: string; reason: string }) => `training ${m.name} failed: ${m.reason}`,
  CHORUS_TRAINING_RUNNING: (m: { name: string }) =>
    `training ${m.name} runs on this testbed already; it must be stopped first`,
  CHORUS_CHECKPOINT_NOT_FOUND: (m: { folder: string }) => `${m.folder} holds no checkpoint to resume from`,
  CHORUS_CHECKPOINT_INVALID: (m: { path: string; reason: string }) =>
    `${m.path} cannot be resumed from: ${m.reason}`,
  CHORUS_CURVE_INVALID: (m: { path: string; reason: string }) => `${m.path} is no curve: ${m.reason}`,
  CHORUS_EXPERIMENT_NOT_FOUND: (m: { path: string; allowed: string }) =>
    `no experiment at ${m.path}: give a file, or one of ${m.allowed}`,
  CHORUS_EXPERIMENT_INVALID: (m: { field: string; value: unknown; allowed: string }) =>
    `${m.field} is ${format(m.value)}; allowed: ${m.allowed}`,
  CHORUS_EXPERIMENT_ABSENT: (m: { name: string; path: string; reason: string }) =>
    `experiment ${m.name} has no result at ${m.path} (${m.reason}); chorus experiment ${m.name} makes it`,
  CHORUS_QUEUE_UNAVAILABLE: (m: { address: string; reason: string }) =>
    `NATS at ${m.address} has no work queue: ${m.reason}; a testbed's own has one, others need JetStream (nats-server -js)`,
  CHORUS_VERSION_MISMATCH: (m: { peer: string; theirs: string; ours: string }) =>
    `${m.peer} runs version ${m.theirs} of the code, here it is ${m.ours}: results of both must not be mixed`,
  CHORUS_JOB_DIFFERS: (m: { theirs: string; ours: string }) =>
    `the job's apps or models are others on this worker (key ${m.theirs}, here ${m.ours})`,
  CHORUS_JOB_GIVEN_UP: (m: { job: string; reason: string }) => `${m.job} was given up: ${m.reason}`,
  CHORUS_VECTOR_INVALID: (m: { path: string; reason: string }) => `${m.path}: ${m.reason}`,
  CHORUS_USAGE: (m: { reason: string }) => m.reason,
} as const;

export type ErrorCode = keyof typeof messages;
type Metadata<C extends ErrorCode> = Parameters<(typeof messages)[C]>[0];

/** An error with a code of the registry, its metadata and a message made from both. */
export class ChorusError<C extends ErrorCode = ErrorCode> extends Error {
  readonly code: C;
  readonly metadata: Metadata<C>;

  constructor(code: C, metadata: Metadata<C>, options?: ErrorOptions) {
    super((messages[code] as (m: Metadata<C>) => string)(metadata), options);
    this.name = 'ChorusError';
    this.code = code;
    this.metadata = metadata;
  }
}

/** Whether `error` carries this code. */
export function hasCode<C extends ErrorCode>(error: unknown, code: C): error is ChorusError<C> {
  return error instanceof ChorusError && error.code === code;
}

function format(value: unknown): string {
  return value === undefined ? 'missing' : (JSON.stringify(value) ?? typeof value);
}
