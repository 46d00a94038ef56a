import { setTimeout as sleep } from 'node:timers/promises';
import { ChorusError } from '@chorus/platform/errors.ts';
import { assignModel, assignmentStatus, type AssignmentComponents } from '../model-assignment.ts';

const POLL_MS = 20;

/** A model that runs, and since when. */
export interface InForce {
  readonly model: string;
  readonly version: number;
  readonly nearRtLoop: number;
  readonly slot: number;
}

/**
 * Keeps models in the registry and assigns them: one to all users, or each of several to its user.
 *
 * @param files of the models
 * @param signal gives up waiting
 * @returns once all are in force
 * @throws ChorusError CHORUS_MODEL_INVALID where one is refused, CHORUS_INTERRUPTED, and those of A1
 */
export async function putInForce(
  components: AssignmentComponents,
  files: readonly string[],
  signal: AbortSignal,
): Promise<InForce[]> {
  const wanted = files.map((text, agent) => {
    const { model } = components.registry.keep(text);
    const policy = files.length === 1 ? 'train' : `train-${agent}`;
    return { policy, model, users: files.length === 1 ? undefined : [agent] };
  });
  for (const { policy, model, users } of wanted)
    await assignModel(components, policy, {
      model: model.name,
      version: model.version,
      ...(users !== undefined && { users }),
    });
  const found: InForce[] = [];
  for (const { policy, model } of wanted) found.push(await untilInForce(components, policy, model, signal));
  return found;
}

async function untilInForce(
  components: AssignmentComponents,
  policy: string,
  { name, version }: { name: string; version: number },
  signal: AbortSignal,
): Promise<InForce> {
  for (;;) {
    const { enforceStatus, enforceReason, refused, nearRtLoop, slot } = await assignmentStatus(
      components,
      policy,
    );
    if (enforceStatus === 'ENFORCED' && nearRtLoop !== undefined && slot !== undefined)
      return { model: name, version, nearRtLoop, slot };
    if (refused === true)
      throw new ChorusError('CHORUS_MODEL_INVALID', { name: `${name}@${version}`, reason: enforceReason });
    if (signal.aborted) throw new ChorusError('CHORUS_INTERRUPTED', { signal: String(signal.reason) });
    await sleep(POLL_MS);
  }
}
