import { ChorusError } from '@chorus/platform/errors.ts';
import type { Refused } from './api.ts';

const TIMEOUT_MS = 5000;

/** Another process refused what it was asked; with its HTTP status and what it said. */
export class UpstreamRefused extends Error {
  readonly status: number;
  readonly refused: Refused;

  constructor(status: number, refused: Refused) {
    super(refused.error);
    this.status = status;
    this.refused = refused;
  }
}

/** REST of another process. */
export class Upstream {
  private readonly peer: string;
  private readonly base: string;

  /** @param peer its name @param url of its HTTP address */
  constructor(peer: string, url: string) {
    this.peer = peer;
    this.base = url.replace(/\/$/, '');
  }

  /**
   * @returns what it answers; null for an answer without a body
   * @throws UpstreamRefused; ChorusError CHORUS_PEER_LOST where it does not answer
   */
  async call<T>(method: 'GET' | 'PUT' | 'DELETE', path: string, body?: unknown): Promise<T> {
    const { status, ok, text } = await this.send(method, path, body);
    const answer = parse(text);
    if (ok) return answer as T;
    throw new UpstreamRefused(status, this.refusal({ method, path, status, answer, text }));
  }

  private async send(method: string, path: string, body: unknown) {
    const headers = { 'content-type': 'application/json' };
    const json = body === undefined ? {} : { body: JSON.stringify(body), headers };
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    try {
      const answer = await fetch(this.base + path, { method, signal, ...json });
      return { status: answer.status, ok: answer.ok, text: await answer.text() };
    } catch (error) {
      // fetch itself only says that it failed; why stands in its cause.
      const { message, cause } = error as Error;
      const reason = cause instanceof Error ? cause.message || message : message;
      const peer = `${this.peer} at ${this.base}`;
      throw new ChorusError('CHORUS_PEER_LOST', { peer, reason }, { cause: error });
    }
  }

  /** Its own coded reason, where it gave one. */
  private refusal(init: {
    method: string;
    path: string;
    status: number;
    answer: unknown;
    text: string;
  }): Refused {
    const { method, path, status, text } = init;
    const answer = (init.answer ?? {}) as Record<string, unknown>;
    const { code, error, message, field, value, allowed } = answer;
    if (typeof code === 'string' && code.startsWith('CHORUS_'))
      return { code, error: wordsOf(error, code), ...definedOf({ field, value, allowed }) };
    const reason = wordsOf(message, wordsOf(error, text));
    const own = new ChorusError('CHORUS_PEER_REFUSED', { peer: this.peer, method, path, status, reason });
    return { code: own.code, error: own.message };
  }
}

function parse(text: string): unknown {
  try {
    return text === '' ? null : JSON.parse(text);
  } catch {
    // Not of Chorus: whoever answered, its text is what there is to say.
    return null;
  }
}

function wordsOf(value: unknown, otherwise: string): string {
  return typeof value === 'string' && value !== '' ? value : otherwise;
}

function definedOf(values: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}
