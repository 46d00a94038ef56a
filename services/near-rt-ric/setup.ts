import { ChorusError } from '@chorus/platform/errors.ts';
import {
  PRECODING,
  RanFunctionDefinition,
  type Cause,
  type E2SetupRequest,
  type RanFunction,
} from '@chorus/platform/proto.ts';
import { cause, causeOf } from './causes.ts';

/** Which RAN functions of a node this RIC speaks. */
export interface Negotiated {
  readonly accepted: RanFunction[];
  readonly rejected: RanFunction[];
}

/** A RAN function is accepted where id, oid and revision are known: another revision may mean other bytes. */
export function negotiate(functions: readonly RanFunction[]): Negotiated {
  const known = ({ id, oid, revision }: RanFunction) =>
    id === PRECODING.id && oid === PRECODING.oid && revision === PRECODING.revision;
  return { accepted: functions.filter(known), rejected: functions.filter((f) => !known(f)) };
}

/** The users whose filters a node asks for. @throws ChorusError CHORUS_MESSAGE_INVALID */
export function filterUsersOf(accepted: readonly RanFunction[]): ReadonlySet<number> {
  return new Set(accepted.flatMap(({ definition }) => RanFunctionDefinition.decode(definition).filterUsers));
}

/** The O-DU that a node's id names, or null. */
export function oduOfNode(nodeId: string, odus: number): number | null {
  const digits = /^o-du-(0|[1-9]\d*)$/.exec(nodeId)?.[1];
  return digits === undefined || Number(digits) >= odus ? null : Number(digits);
}

export function nodeOfOdu(odu: number): string {
  return `o-du-${odu}`;
}

/** Why a node may not set up; null if it may. */
export function setupFault(request: E2SetupRequest, digest: string, odus: number): Cause | null {
  const { e2NodeId: peer, scenarioDigest: theirs } = request;
  if (oduOfNode(peer, odus) === null)
    return cause('E2_NODE', 'unknown-node', `${peer} is none of o-du-0 to o-du-${odus - 1}`);
  if (theirs === digest) return null;
  return causeOf(new ChorusError('CHORUS_SCENARIO_MISMATCH', { peer, theirs, ours: digest }));
}
