import { ChorusError } from '@chorus/platform/errors.ts';
import type { ModelDetails, ModelSummary } from '@chorus/non-rt-ric/models/summary.ts';
import type { ModelName } from './model-argument.ts';

const TIMEOUT_MS = 10_000;

/** Where a model's policy stands, as the rApp says it. */
export interface Deployment {
  readonly policy: { model: string; version: number; target: 'xapp' | 'odu'; users?: number[] };
  readonly enforceStatus: 'ENFORCED' | 'NOT_ENFORCED';
  readonly enforceReason: string;
  /** The model was tried and cannot be used: waiting does not help. */
  readonly refused?: boolean;
  readonly nearRtLoop?: number;
  readonly slot?: number;
}

/** What is to run where. */
export interface Wish {
  readonly model: string;
  readonly version: number;
  readonly users?: readonly number[];
  readonly target?: string;
}

/** The non-RT RIC of a running testbed: its model registry and its rApp `models`. */
export class ModelsClient {
  private readonly http: string;

  /** @param http HOST:PORT */
  constructor(http: string) {
    this.http = http;
  }

  list(): Promise<ModelSummary[]> {
    return this.call('GET', '/models');
  }

  /** The version that is asked for, or the newest. @throws ChorusError CHORUS_MODEL_NOT_FOUND */
  async show({ name, version }: ModelName): Promise<ModelDetails> {
    const versions = await this.call<ModelDetails[]>('GET', `/models/${name}`);
    const found = versions.findLast((model) => version === undefined || model.version === version);
    if (found !== undefined) return found;
    const allowed = versions.map((model) => `${name}@${model.version}`).join(', ');
    throw new ChorusError('CHORUS_MODEL_NOT_FOUND', { name: `${name}@${version}`, allowed });
  }

  /** Keeps a model's file as the next version of its name. */
  add(file: string): Promise<ModelDetails> {
    return this.call('POST', '/models', file);
  }

  deploy(policy: string, wish: Wish): Promise<Deployment> {
    return this.call('PUT', `/rapps/models/${policy}`, JSON.stringify(wish));
  }

  deployment(policy: string): Promise<Deployment> {
    return this.call('GET', `/rapps/models/${policy}`);
  }

  /** @throws ChorusError CHORUS_PEER_LOST, and what the non-RT RIC answers with */
  private async call<T>(method: string, path: string, body?: string): Promise<T> {
    const headers = { 'content-type': 'application/json' };
    const json = body === undefined ? {} : { body, headers };
    let status: number;
    let answer: unknown;
    try {
      const response = await fetch(`http://${this.http}${path}`, {
        method,
        ...json,
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      ({ status } = response);
      answer = await response.json();
    } catch (error) {
      const peer = `non-rt-ric at ${this.http}`;
      throw new ChorusError('CHORUS_PEER_LOST', { peer, reason: (error as Error).message }, { cause: error });
    }
    if (status < 400) return answer as T;
    throw refusal(answer as Record<string, unknown>, `${method} ${path} answered ${status}`);
  }
}

/** The coded error that the non-RT RIC answered with. */
function refusal(answer: Record<string, unknown>, otherwise: string): ChorusError {
  const { code, name, reason, allowed } = answer as Record<string, string>;
  if (code === 'CHORUS_MODEL_INVALID') return new ChorusError(code, { name, reason });
  if (code === 'CHORUS_MODEL_NOT_FOUND') return new ChorusError(code, { name, allowed });
  const detail = answer['error'] ?? answer['message'];
  const said = typeof detail === 'string' ? detail : otherwise;
  // A user or a target that there is not.
  if (code === 'CHORUS_FIELD_INVALID' || code === 'CHORUS_A1_INVALID')
    return new ChorusError('CHORUS_USAGE', { reason: said });
  return new ChorusError('CHORUS_PEER_LOST', { peer: 'non-rt-ric', reason: said });
}
