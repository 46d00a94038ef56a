import type { Topology } from '@chorus/phy';
import { ChorusError } from '@chorus/platform/errors.ts';
import type { ControlMessage, ControlStyle, IndicationMessage, Report } from '@chorus/platform/proto.ts';

/** float32: four bytes a real number. */
const REAL = 4;
const COMPLEX = 8;

/**
 * Checks an indication of O-DU `odu` against the scenario: users, lengths, finite numbers.
 *
 * @throws ChorusError CHORUS_FIELD_INVALID, CHORUS_PAYLOAD_LENGTH, CHORUS_PAYLOAD_NOT_FINITE
 */
export function checkIndication(
  topology: Topology,
  odu: number,
  report: Report,
  { users, channel, covariance, reward, interference }: IndicationMessage,
): void {
  const { Nr, Nt, Ns, served, coupled, radiosOfOdu, usersOfAnchor, observed } = topology;
  if (report === 'SERVED_CSI' || report === 'COUPLED_CSI') {
    const lists = report === 'SERVED_CSI' ? served : coupled;
    const links = radiosOfOdu[odu].reduce((sum, l) => sum + lists[l].length, 0);
    checkUsers(users, []);
    checkTensor(channel, links * Nr * Nt * COMPLEX, 'channel');
    checkTensor(covariance, 0, 'covariance');
    checkTensor(reward, 0, 'reward');
    checkTensor(interference, 0, 'interference');
    return;
  }
  const expected = usersOfAnchor[odu];
  checkUsers(users, expected);
  const neighbours = report === 'NEIGHBOURS' ? observed[0].length : 1;
  checkTensor(channel, expected.length * neighbours * Nr * Ns * COMPLEX, 'channel');
  checkTensor(covariance, report === 'COVARIANCE' ? expected.length * Nr * Nr * REAL : 0, 'covariance');
  checkTensor(reward, expected.length * REAL, 'reward');
  checkTensor(interference, report === 'POWER' ? expected.length * REAL : 0, 'interference');
}

/**
 * Checks an xApp's control over all E2 nodes.
 *
 * @throws ChorusError CHORUS_FIELD_INVALID, CHORUS_PAYLOAD_LENGTH, CHORUS_PAYLOAD_NOT_FINITE
 */
export function checkControl(topology: Topology, style: ControlStyle, message: ControlMessage): void {
  const { K, Nr, Nt, Ns, serving } = topology;
  const { users, u, w, v, rMin } = message;
  for (const [i, k] of users.entries())
    if (k >= K || (i > 0 && k <= users[i - 1]))
      throw new ChorusError('CHORUS_FIELD_INVALID', {
        field: `users[${i}]`,
        value: k,
        allowed: `0 to ${K - 1}, ascending`,
      });
  const filters = style === 'FILTERS' ? users.length : 0;
  const links = style === 'PRECODERS' ? users.reduce((sum, k) => sum + serving[k].length, 0) : 0;
  checkTensor(u, filters * Nr * Ns * COMPLEX, 'u');
  checkTensor(w, filters * Ns * Ns * REAL, 'w');
  checkTensor(v, links * Nt * Ns * COMPLEX, 'v');
  checkTensor(rMin, 0, 'r_min');
}

/**
 * Checks the length and that every float32 is finite: its exponent is not all ones. Works on bytes,
 * since a decoded field may lie at any offset.
 */
export function checkTensor(bytes: Uint8Array, expected: number, what: string): void {
  if (bytes.length !== expected)
    throw new ChorusError('CHORUS_PAYLOAD_LENGTH', { what, bytes: bytes.length, expected });
  for (let at = 3; at < bytes.length; at += REAL)
    if ((bytes[at] & 0x7f) === 0x7f && (bytes[at - 1] & 0x80) !== 0)
      throw new ChorusError('CHORUS_PAYLOAD_NOT_FINITE', { what, index: (at - 3) / REAL });
}

function checkUsers(users: readonly number[], expected: readonly number[]): void {
  if (users.length !== expected.length || users.some((k, i) => k !== expected[i]))
    throw new ChorusError('CHORUS_FIELD_INVALID', {
      field: 'users',
      value: users.slice(0, 16),
      allowed: expected.length === 0 ? 'none' : `those anchored at the node: ${expected.join(', ')}`,
    });
}
