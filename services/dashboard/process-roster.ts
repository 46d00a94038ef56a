import { schemeApps } from '@chorus/platform/schemes.ts';
import type { Scenario } from '@chorus/platform/scenario.ts';
import { xappName } from '@chorus/platform/xapp-name.ts';
import type { ProcessView } from './api.ts';

/** Without a record for so long, a process is called silent. */
const SILENT_MS = 5000;
/** One that the scenario does not name is forgotten after as long. */
const FORGOTTEN_MS = 60_000;
const MOST = 256;
const HEALTH_MS = 1000;

interface Heard {
  unixMs: number;
  nearRtLoop: number;
}

/** The processes of the testbed: by `/healthz` where their address is known, else by their KPI records. */
export class ProcessRoster {
  private readonly expected: readonly string[];
  private readonly addresses: Readonly<Record<string, string>>;
  private readonly heard = new Map<string, Heard>();

  /** @param addresses URLs by process */
  constructor(scenario: Scenario, addresses: Readonly<Record<string, string>>) {
    this.expected = namesOf(scenario);
    this.addresses = addresses;
  }

  /** A process has sent a record. */
  add(name: string, nearRtLoop: number, unixMs: number): void {
    const known = this.heard.get(name);
    if (known !== undefined) Object.assign(known, { unixMs, nearRtLoop });
    else if (this.heard.size < MOST) this.heard.set(name, { unixMs, nearRtLoop });
  }

  async view(unixMs: number): Promise<ProcessView[]> {
    for (const [name, heard] of this.heard)
      if (unixMs - heard.unixMs > FORGOTTEN_MS && !this.expected.includes(name)) this.heard.delete(name);
    const names = [...new Set([...this.expected, ...this.heard.keys()])];
    return Promise.all(names.map((name) => this.processView(name, unixMs)));
  }

  private async processView(name: string, unixMs: number): Promise<ProcessView> {
    const heard = this.heard.get(name) ?? null;
    const url = this.addresses[name];
    const health = url === undefined ? byRecords(heard, unixMs) : await byHealth(url);
    return { name, ...health, unixMs: heard?.unixMs ?? null, nearRtLoop: heard?.nearRtLoop ?? null };
  }
}

type Health = Pick<ProcessView, 'state' | 'reason'>;

function byRecords(heard: Heard | null, unixMs: number): Health {
  if (heard === null) return { state: 'silent', reason: 'no record yet' };
  const seconds = (unixMs - heard.unixMs) / 1000;
  if (1000 * seconds < SILENT_MS) return { state: 'ok', reason: null };
  return { state: 'silent', reason: `no record for ${seconds.toFixed(0)} s` };
}

async function byHealth(url: string): Promise<Health> {
  try {
    const answer = await fetch(`${url.replace(/\/$/, '')}/healthz`, {
      signal: AbortSignal.timeout(HEALTH_MS),
    });
    const { waitingFor } = (await answer.json()) as { waitingFor?: string };
    return answer.ok ? { state: 'ok', reason: null } : { state: 'starting', reason: waitingFor ?? null };
  } catch (error) {
    return { state: 'silent', reason: (error as Error).message };
  }
}

function namesOf(scenario: Scenario): string[] {
  const { xapp } = schemeApps(scenario);
  const many = (count: number, prefix: string) => Array.from({ length: count }, (_, i) => `${prefix}-${i}`);
  const xapps = xapp === null ? [] : many(scenario.xapp.replicas, `xapp-${xappName(xapp)}`);
  return ['ru-sim', ...many(scenario.network.odus, 'o-du'), 'near-rt-ric', ...xapps, 'non-rt-ric'];
}
