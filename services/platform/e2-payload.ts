import type { Topology } from '@chorus/phy';
import type { ControlMessage, ControlStyle, IndicationMessage } from './proto.ts';

/** Eight bytes of float32 are one complex number; four, a real number, are half of one. */
export const BYTES_PER_COMPLEX = 8;

/** Bytes of a message that the paper counts as its load on E2, and rewards, which it leaves out. */
export interface E2Payload {
  /** Payload that crosses E2 for the first time. */
  readonly firstBytes: number;
  /** U_k and W_k to O-DUs that serve user k beside its anchor. */
  readonly repeatBytes: number;
  readonly rewardBytes: number;
}

export const NO_PAYLOAD: E2Payload = { firstBytes: 0, repeatBytes: 0, rewardBytes: 0 };

/** What a report carries: channels, covariances and interference powers. */
export function indicationPayload(message: IndicationMessage): E2Payload {
  const { channel, covariance, interference, reward } = message;
  const firstBytes = channel.length + covariance.length + interference.length;
  return { firstBytes, repeatBytes: 0, rewardBytes: reward.length };
}

/**
 * What a control to one O-DU carries. Filters of a user whose anchor is another O-DU are a repeat;
 * minimum rates are no payload.
 */
export function controlPayload(
  style: ControlStyle,
  { users, u, w, v }: ControlMessage,
  { anchor }: Pick<Topology, 'anchor'>,
  odu: number,
): E2Payload {
  if (style === 'QUALITY_OF_SERVICE' || users.length === 0) return NO_PAYLOAD;
  if (style === 'PRECODERS') return { firstBytes: v.length, repeatBytes: 0, rewardBytes: 0 };
  const bytes = u.length + w.length;
  const first = users.filter((k) => anchor[k] === odu).length;
  const firstBytes = (bytes / users.length) * first;
  return { firstBytes, repeatBytes: bytes - firstBytes, rewardBytes: 0 };
}

/**
 * Complex numbers that C-RZF (39)-(40) puts on E2 per near-RT loop in the same network: H_k,l up and
 * V_k,l down for every link, every RT loop (Section IV, Fig. 10).
 */
export function cRzfComplexNumbers(topology: Topology, rtLoops: number): number {
  const { serving, Nr, Nt, Ns } = topology;
  const links = serving.reduce((sum, radios) => sum + radios.length, 0);
  return rtLoops * links * (Nr * Nt + Nt * Ns);
}
