import type { AppsSince } from '@chorus/near-rt-ric/apps/apps-in-force.ts';
import type { PolicyStatus } from '@chorus/non-rt-ric/a1-client.ts';
import { ChorusError } from '@chorus/platform/errors.ts';
import type { AppTarget } from '@chorus/platform/proto.ts';

const TIMEOUT_MS = 10_000;
const POLICIES = '/A1-P/v2/policytypes/20102/policies';

/** The near-RT RIC of a running testbed, as far as apps go: one A1 policy for each target. */
export class AppsClient {
  private readonly http: string;

  /** @param http HOST:PORT */
  constructor(http: string) {
    this.http = http;
  }

  async apps(): Promise<{ inForce: AppsSince; underWay: boolean }> {
    return (await this.call('GET', '/apps')) as { inForce: AppsSince; underWay: boolean };
  }

  async put(target: AppTarget, app: string): Promise<void> {
    await this.call('PUT', `${POLICIES}/${target}`, { target, app });
  }

  async status(target: AppTarget): Promise<PolicyStatus> {
    return (await this.call('GET', `${POLICIES}/${target}/status`)) as PolicyStatus;
  }

  /** Takes a policy back; nothing where there is none. */
  async remove(target: AppTarget): Promise<void> {
    const known = (await this.call('GET', POLICIES)) as string[];
    if (known.includes(target)) await this.call('DELETE', `${POLICIES}/${target}`);
  }

  /** @throws ChorusError CHORUS_PEER_LOST, CHORUS_USAGE for a policy that is not allowed */
  private async call(method: string, path: string, body?: object): Promise<unknown> {
    const peer = `near-rt-ric at ${this.http}`;
    let answer: Response;
    let text: string;
    try {
      const headers = { 'content-type': 'application/json' };
      const json = body === undefined ? {} : { body: JSON.stringify(body), headers };
      const signal = AbortSignal.timeout(TIMEOUT_MS);
      answer = await fetch(`http://${this.http}${path}`, { method, ...json, signal });
      text = await answer.text();
    } catch (error) {
      const reason = (error as Error).message;
      throw new ChorusError('CHORUS_PEER_LOST', { peer, reason }, { cause: error });
    }
    if (answer.ok) return text === '' ? null : (JSON.parse(text) as unknown);
    if (answer.status === 400)
      throw new ChorusError('CHORUS_USAGE', { reason: (JSON.parse(text) as { error: string }).error });
    throw new ChorusError('CHORUS_PEER_LOST', {
      peer,
      reason: `${method} ${path}: ${answer.status} ${text}`,
    });
  }
}
