import type { Choice } from '@chorus/contracts';
import { Experience } from '@chorus/platform/proto.ts';
import { encodeTensor } from '@chorus/platform/tensors.ts';

/**
 * Gathers what an xApp chose in a near-RT loop, user by user, into one message (proto/experience.proto).
 *
 * Users whose app failed are not in it; nor are those whose policy has other sizes than the first user's, which no
 * one trainer could take together.
 */
export class ExperienceLog {
  private users: number[] = [];
  private rewards: number[] = [];
  private choices: Choice[] = [];

  /** @param reward R_k of the loop before */
  add(user: number, { features, raw }: Choice, reward: number): void {
    const first = this.choices[0] ?? { features, raw };
    if (features.length !== first.features.length || raw.length !== first.raw.length) return;
    this.users.push(user);
    this.choices.push({ features: features.slice(), raw: raw.slice() });
    this.rewards.push(reward);
  }

  /** The message of a loop; starts anew. @param nearRtLoop that the actions are for */
  take(nearRtLoop: number): Buffer {
    const { users, rewards, choices } = this;
    [this.users, this.rewards, this.choices] = [[], [], []];
    return Experience.encode({
      nearRtLoop,
      users,
      observations: rows(choices.map(({ features }) => features)),
      actions: rows(choices.map(({ raw }) => raw)),
      rewards: encodeTensor(Float64Array.from(rewards)),
    });
  }
}

function rows(values: readonly Float64Array[]): Buffer {
  return Buffer.concat(values.map((row) => encodeTensor(row)));
}
