import type { Step } from '@chorus/learning/replay.ts';
import { ChorusError } from '@chorus/platform/errors.ts';
import { Experience } from '@chorus/platform/proto.ts';
import { decodeTensor } from '@chorus/platform/tensors.ts';

/** Near-RT loops that replicas may be apart. */
const WINDOW = 8;

export interface AssemblerInit {
  /** K */
  readonly users: number;
  /** Numbers of one user's observation. */
  readonly observation: number;
  /** Numbers of one user's action. */
  readonly action: number;
  /** Whom the critic of each user looks at, the user itself first, [K, agents]. */
  readonly agents: Uint16Array;
}

/** What came of one near-RT loop so far. */
interface Loop {
  readonly observations: Float32Array;
  readonly raw: Float32Array;
  /** R_k of the loop before. */
  readonly rewards: Float32Array;
  readonly missing: Set<number>;
  /** Whether its step was given. */
  given: boolean;
}

/**
 * Makes (o, a, R, o') of what xApps report (proto/experience.proto): o_k(n) and a_k(n) come with loop n,
 * R_k(n) and o_k'(n) = o_k(n + 1) with loop n + 1.
 *
 * A loop of which a part is lost gives no step, nor does the loop before it.
 */
export class StepAssembler {
  /** Loops that gave no step, since something of them or of the next one did not come. */
  gaps = 0;
  /** The first loop that counts. */
  from = 0;
  private readonly init: AssemblerInit;
  private readonly loops = new Map<number, Loop>();
  private newest = -Infinity;

  constructor(init: AssemblerInit) {
    this.init = init;
  }

  /**
   * @param bytes an Experience
   * @returns the steps that it completes
   * @throws ChorusError CHORUS_MESSAGE_INVALID, CHORUS_PAYLOAD_LENGTH, CHORUS_PAYLOAD_NOT_FINITE; it then leaves no
   *   trace
   */
  add(bytes: Uint8Array): Step[] {
    const { observation, action } = this.init;
    const { nearRtLoop, users, ...message } = Experience.decode(bytes);
    // Before that models of other sizes may be at work.
    if (nearRtLoop < this.from) return [];
    const wrong = users.find((user) => user >= this.init.users);
    if (wrong !== undefined)
      throw new ChorusError('CHORUS_MESSAGE_INVALID', {
        what: 'Experience',
        reason: `user ${wrong}; allowed: 0 to ${this.init.users - 1}`,
      });
    const read = (part: Uint8Array, numbers: number, what: string) => {
      const values = new Float64Array(users.length * numbers);
      decodeTensor(part, values, what);
      return values;
    };
    const observations = read(message.observations, observation, 'observations');
    const actions = read(message.actions, action, 'actions');
    const rewards = read(message.rewards, 1, 'rewards');
    const loop = this.loop(nearRtLoop);
    for (const [n, user] of users.entries()) {
      loop.observations.set(
        observations.subarray(n * observation, (n + 1) * observation),
        user * observation,
      );
      loop.raw.set(actions.subarray(n * action, (n + 1) * action), user * action);
      loop.rewards[user] = rewards[n];
      loop.missing.delete(user);
    }
    return [nearRtLoop - 1, nearRtLoop].map((n) => this.pair(n)).filter((step) => step !== null);
  }

  private loop(nearRtLoop: number): Loop {
    const { users, observation, action } = this.init;
    // Far from all others: another sequence begins, so that one stray message cannot end this one for good.
    const stray = Math.abs(nearRtLoop - this.newest) > WINDOW;
    this.newest = stray ? nearRtLoop : Math.max(this.newest, nearRtLoop);
    for (const [n, { given }] of this.loops) {
      if (!stray && n >= this.newest - WINDOW) continue;
      this.loops.delete(n);
      if (!given) this.gaps++;
    }
    const known = this.loops.get(nearRtLoop);
    if (known !== undefined) return known;
    const loop: Loop = {
      observations: new Float32Array(users * observation),
      raw: new Float32Array(users * action),
      rewards: new Float32Array(users),
      missing: new Set(Array.from({ length: users }, (_, k) => k)),
      given: false,
    };
    this.loops.set(nearRtLoop, loop);
    return loop;
  }

  private pair(n: number): Step | null {
    const loop = this.loops.get(n);
    const next = this.loops.get(n + 1);
    if (loop === undefined || next === undefined || loop.given) return null;
    if (loop.missing.size > 0 || next.missing.size > 0) return null;
    loop.given = true;
    const { observations, raw } = loop;
    const { rewards, observations: after } = next;
    return { observations, raw, rewards, next: after, agents: this.init.agents };
  }
}
