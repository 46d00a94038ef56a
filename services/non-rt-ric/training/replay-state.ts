import type { Replay, Step } from '@chorus/learning/replay.ts';
import type { Arrays } from './arrays-file.ts';

const fields = ['observations', 'raw', 'rewards', 'next', 'agents'] as const;

/** A replay buffer's steps as one array for each field; every step has as many users. */
export function packSteps(
  steps: readonly Step[],
): Record<(typeof fields)[number], Float32Array | Uint16Array> {
  const packed = fields.map((field) => {
    const length = steps[0]?.[field].length ?? 0;
    const whole =
      field === 'agents' ? new Uint16Array(length * steps.length) : new Float32Array(length * steps.length);
    for (const [n, step] of steps.entries()) whole.set(step[field], n * length);
    return [field, whole] as const;
  });
  return Object.fromEntries(packed) as ReturnType<typeof packSteps>;
}

/** Fills an empty buffer with what {@link packSteps} gave, each step at its place. */
export function restoreSteps(replay: Replay, packed: Arrays, count: number, oldest: number): void {
  const size = (field: string) => packed[field].length / count;
  const part = (field: string, n: number) => packed[field].slice(n * size(field), (n + 1) * size(field));
  for (let n = 0; n < count; n++)
    replay.add(Object.fromEntries(fields.map((field) => [field, part(field, n)])) as unknown as Step);
  replay.oldest = oldest;
}
