import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { modelChecksum } from '@chorus/learning';
import { loadModel } from '@chorus/platform/load-model.ts';
import { scenarioDigest } from '@chorus/platform/scenario.ts';
import type { Task } from './job.ts';

/**
 * Twenty hex digits that are equal for equal computations: of the task, its scenario, the weights of its models
 * and the text of apps that are somebody's own files.
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
  const modules = [xapp.name, odu.precoder, odu.multiplier].map(textOf);
  const text = JSON.stringify([rest, scenarioDigest(scenario), weights, modules]);
  return createHash('sha256').update(text).digest('hex').slice(0, 20);
}

/** A module's text; null for a built-in app. */
function textOf(name: string | null): string | null {
  if (name === null || statSync(name, { throwIfNoEntry: false })?.isFile() !== true) return null;
  return readFileSync(name, 'utf8');
}
