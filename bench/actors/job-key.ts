import { createHash } from 'node:crypto';
import { modelChecksum } from '@chorus/learning';
import { loadModel } from '@chorus/platform/load-model.ts';
import { scenarioDigest } from '@chorus/platform/scenario.ts';
import type { Task } from './task.ts';

/**
 * Twenty hex digits that are equal for equal computations: of the task, its scenario and the weights of its models.
 *
 * @throws ChorusError CHORUS_MODEL_NOT_FOUND, CHORUS_MODEL_INVALID
 */
export function jobKey(task: Task): string {
  const { scenario, ...rest } = task;
  const { xapp, odu } = scenario;
  const weights = [
    xapp.model === null ? null : modelChecksum(loadModel(xapp.model, 'actor')),
    odu.model === null ? null : modelChecksum(loadModel(odu.model, 'multiplier')),
  ];
  const text = JSON.stringify([rest, scenarioDigest(scenario), weights]);
  return createHash('sha256').update(text).digest('hex').slice(0, 20);
}
