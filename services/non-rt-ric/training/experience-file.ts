import { closeSync, existsSync, ftruncateSync, openSync, readSync, statSync, writeSync } from 'node:fs';
import type { Step } from '@chorus/learning/replay.ts';
import { ChorusError } from '@chorus/platform/errors.ts';

const FORMAT = 'chorus-experience-1';

export interface ExperienceInit {
  users: number;
  observation: number;
  action: number;
  agents: number;
  /** Near-RT loops of an episode. */
  loops: number;
}

/**
 * A training's experience for use elsewhere: (o, a, R, o') of every near-RT loop, in the order in which the
 * replay buffer took them.
 *
 * First a line of JSON: format, users K, observation, action, agents, loops and recordBytes. Then records of
 * recordBytes each, little-endian, one for each near-RT loop, `loops` of them to an episode:
 * observations f32 [K, observation], actions before tanh f32 [K, action], rewards f32 [K],
 * next observations f32 [K, observation], whom each user's critic looks at u16 [K, agents].
 */
export class ExperienceFile {
  private readonly file: number;

  /**
   * @param steps keeps this many records of a file that is there, as resuming needs; 0 starts it anew
   * @throws ChorusError CHORUS_CHECKPOINT_INVALID where the file has fewer
   */
  constructor(path: string, init: ExperienceInit, steps: number) {
    const { users, observation, action, agents } = init;
    const recordBytes = users * (4 * (2 * observation + action + 1) + 2 * agents);
    const header = Buffer.from(`${JSON.stringify({ format: FORMAT, ...init, recordBytes })}\n`);
    const size = header.length + steps * recordBytes;
    if (steps > 0 && !continues(path, header, size))
      throw new ChorusError('CHORUS_CHECKPOINT_INVALID', {
        path,
        reason: `it does not hold the ${steps} near-RT loops that the checkpoint has seen`,
      });
    this.file = openSync(path, steps > 0 ? 'r+' : 'w');
    if (steps > 0) ftruncateSync(this.file, size);
    else writeSync(this.file, header);
    this.at = size;
  }

  private at: number;

  add({ observations, raw, rewards, next, agents }: Step): void {
    for (const { buffer, byteOffset, byteLength } of [observations, raw, rewards, next, agents])
      this.at += writeSync(this.file, new Uint8Array(buffer, byteOffset, byteLength), 0, byteLength, this.at);
  }

  close(): void {
    closeSync(this.file);
  }
}

function continues(path: string, header: Buffer, size: number): boolean {
  if (!existsSync(path) || statSync(path).size < size) return false;
  const file = openSync(path, 'r');
  const found = Buffer.alloc(header.length);
  readSync(file, found, 0, found.length, 0);
  closeSync(file);
  return found.equals(header);
}
