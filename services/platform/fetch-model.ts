import { modelChecksum, type Model } from '@chorus/learning';
import { ChorusError } from './errors.ts';
import { parseModel } from './load-model.ts';

const TIMEOUT_MS = 10_000;

/** A model in a registry. */
export interface ModelReference {
  readonly model: string;
  readonly version: number;
  /** SHA-256 of the weights. */
  readonly checksum: string;
  readonly url: string;
}

/**
 * Fetches a model and checks that it is whole and the one that was meant.
 *
 * @throws ChorusError CHORUS_MODEL_UNREACHABLE, CHORUS_MODEL_INVALID
 */
export async function fetchModel({ model, version, checksum, url }: ModelReference): Promise<Model> {
  const name = `${model} version ${version}`;
  const found = parseModel(await fetchText(name, url), name);
  const fault = (reason: string) => new ChorusError('CHORUS_MODEL_INVALID', { name, reason });
  if (found.name !== model || found.version !== version)
    throw fault(`the registry has ${found.name} version ${found.version} in its place`);
  const actual = modelChecksum(found);
  if (actual !== checksum) throw fault(`its checksum is ${actual}; the policy says ${checksum}`);
  return found;
}

async function fetchText(name: string, url: string): Promise<string> {
  const unreachable = (reason: string, cause?: unknown) =>
    new ChorusError('CHORUS_MODEL_UNREACHABLE', { name, url, reason }, { cause });
  let answer: Response;
  let text: string;
  try {
    answer = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS) });
    text = await answer.text();
  } catch (error) {
    // fetch itself only says that it failed; why stands in its cause.
    const { message, cause } = error as Error;
    throw unreachable(cause instanceof Error ? cause.message || message : message, error);
  }
  if (!answer.ok) throw unreachable(`${answer.status} ${text}`);
  return text;
}

/**
 * Loads what the first fetch needs, so that it does not do so in the midst of a loop.
 *
 * Node brings its HTTP client in when it is first called, which takes longer than a near-RT loop.
 */
export async function warmFetch(): Promise<void> {
  await fetch('data:,');
}
