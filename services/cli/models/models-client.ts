import { ChorusError } from '@chorus/platform/errors.ts';
import type { ModelDetails, ModelSummary } from '@chorus/non-rt-ric/models/summary.ts';
import { callNonRtRic } from '../non-rt-ric-client.ts';
import type { ModelName } from './model-argument.ts';

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
  private call<T>(method: string, path: string, body?: string): Promise<T> {
    return callNonRtRic(this.http, method, path, body);
  }
}
