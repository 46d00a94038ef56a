import { ChorusError } from '@chorus/platform/errors.ts';
import type { Scenario } from '@chorus/platform/scenario.ts';
import { schemeApps } from '@chorus/platform/schemes.ts';
import type { KpiRecord } from '../testbed/kpi.ts';
import type { Records } from './records.ts';
import { total } from './statistics.ts';

/** What the apps did wrong in a run; the last good filters and precoders stay in force meanwhile. */
export interface AppErrors {
  /** Slots, over the O-DUs, for which a dApp threw or gave no O-RU a finite precoder. */
  dApp: number;
  /** Precoders of an O-RU that were not finite. */
  refusedPrecoders: number;
  /** Times that the xApp threw or gave a non-finite number. */
  xApp: number;
}

export function appErrors({ odu, xapp }: Records): AppErrors {
  return {
    dApp: total(odu.map(({ dAppErrors }) => dAppErrors)),
    refusedPrecoders: total(odu.map(({ refusedPrecoders }) => refusedPrecoders)),
    xApp: total(xapp.map((record) => record.appErrors)),
  };
}

/**
 * Throws where the dApps of an O-DU failed in every slot of the run, or a replica of the xApp in every
 * near-RT loop: such a run says nothing of the app, though every slot was answered.
 *
 * @throws ChorusError CHORUS_APP_FAILED
 */
export function checkApps(scenario: Scenario, { odu, xapp }: Records): void {
  const apps = schemeApps(scenario);
  for (const [process, records] of byProcess(odu)) {
    const slots = total(records.map(({ dAppSlots }) => dAppSlots));
    if (slots === 0 || total(records.map(({ dAppErrors }) => dAppErrors)) < slots) continue;
    throw failed(`dApps ${apps.precoder} and ${apps.multiplier}`, `any of ${slots} slots`, process, records);
  }
  for (const [process, records] of byProcess(xapp)) {
    if (!records.every(({ appFailed }) => appFailed)) continue;
    throw failed(`xApp ${apps.xapp}`, `any of ${records.length} near-RT loops`, process, records);
  }
}

function failed(
  name: string,
  what: string,
  process: string,
  records: readonly { appError?: string }[],
): ChorusError {
  const reason = `${process}: ${records.find(({ appError }) => appError !== undefined)?.appError ?? 'unknown'}`;
  return new ChorusError('CHORUS_APP_FAILED', { name, what, reason });
}

function byProcess<R extends KpiRecord>(records: readonly R[]): Map<string, R[]> {
  // Records come in the order of the processes' luck: the first that is named must not hang on it.
  const sorted = [...records].sort(
    (a, b) => a.process.localeCompare(b.process) || a.nearRtLoop - b.nearRtLoop,
  );
  return Map.groupBy(sorted, ({ process }) => process);
}
