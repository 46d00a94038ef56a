import { ChorusError } from '@chorus/platform/errors.ts';

const TIMEOUT_MS = 5000;

/** Whether a policy is in force, as O-RAN SC's A1 mediator says it. */
export interface PolicyStatus {
  readonly enforceStatus: 'ENFORCED' | 'NOT_ENFORCED';
  readonly enforceReason: string;
  /** Beyond A1's own fields, where the type says when it came in force. */
  readonly nearRtLoop?: number;
  readonly slot?: number;
  /** Where it was tried and cannot be: waiting does not help. */
  readonly refused?: boolean;
}

/** What A1 answers to a policy that breaks its type's schema. */
interface Refusal {
  readonly field?: string;
  readonly value?: unknown;
  readonly allowed?: string;
}

/** A consumer of A1, version 2, of O-RAN SC's mediator. */
export class A1Client {
  private readonly base: string;

  /** @param url of the near-RT RIC's HTTP address, without the path */
  constructor(url: string) {
    this.base = `${url.replace(/\/$/, '')}/A1-P/v2`;
  }

  /** @throws ChorusError CHORUS_A1_FAILED */
  async healthcheck(): Promise<void> {
    await this.call('GET', '/healthcheck');
  }

  /** @throws ChorusError CHORUS_A1_INVALID, CHORUS_A1_NOT_FOUND, CHORUS_A1_FAILED */
  async putPolicy(type: number, id: string, policy: unknown): Promise<void> {
    await this.call('PUT', policyPath(type, id), policy);
  }

  /** @throws ChorusError CHORUS_A1_FAILED */
  async typeIds(): Promise<number[]> {
    return (await this.call('GET', '/policytypes')) as number[];
  }

  /** @throws ChorusError CHORUS_A1_NOT_FOUND, CHORUS_A1_FAILED */
  async policyIds(type: number): Promise<string[]> {
    return (await this.call('GET', `/policytypes/${type}/policies`)) as string[];
  }

  /** @throws ChorusError CHORUS_A1_NOT_FOUND, CHORUS_A1_FAILED */
  async policy(type: number, id: string): Promise<unknown> {
    return this.call('GET', policyPath(type, id));
  }

  /** @throws ChorusError CHORUS_A1_NOT_FOUND, CHORUS_A1_FAILED */
  async status(type: number, id: string): Promise<PolicyStatus> {
    return (await this.call('GET', `${policyPath(type, id)}/status`)) as PolicyStatus;
  }

  /** @throws ChorusError CHORUS_A1_NOT_FOUND, CHORUS_A1_FAILED */
  async deletePolicy(type: number, id: string): Promise<void> {
    await this.call('DELETE', policyPath(type, id));
  }

  private async call(method: string, path: string, body?: unknown): Promise<unknown> {
    const url = this.base + path;
    let answer: Response;
    let text: string;
    try {
      const json = body !== undefined && {
        body: JSON.stringify(body),
        headers: { 'content-type': 'application/json' },
      };
      answer = await fetch(url, { method, signal: AbortSignal.timeout(TIMEOUT_MS), ...json });
      text = await answer.text();
    } catch (error) {
      // fetch itself only says that it failed; why stands in its cause.
      const { message, cause } = error as Error;
      const reason = cause instanceof Error ? cause.message || message : message;
      throw new ChorusError('CHORUS_A1_FAILED', { method, url, reason }, { cause: error });
    }
    if (answer.status === 404) throw new ChorusError('CHORUS_A1_NOT_FOUND', { what: 'policy', id: path });
    if (answer.status === 400) {
      const { field = 'policy', value, allowed = text } = parse(text) as Refusal;
      throw new ChorusError('CHORUS_A1_INVALID', { field, value, allowed });
    }
    if (!answer.ok)
      throw new ChorusError('CHORUS_A1_FAILED', { method, url, reason: `${answer.status} ${text}` });
    return parse(text);
  }
}

function policyPath(type: number, id: string): string {
  return `/policytypes/${type}/policies/${encodeURIComponent(id)}`;
}

function parse(text: string): unknown {
  try {
    return text === '' ? {} : JSON.parse(text);
  } catch {
    // Not of the mediator: whoever answered, its text says more than that it is no JSON.
    return { allowed: text };
  }
}
