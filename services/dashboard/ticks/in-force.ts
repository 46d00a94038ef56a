import { schemeApps } from '@chorus/platform/schemes.ts';
import type { Scenario } from '@chorus/platform/scenario.ts';
import { firstSlot } from '@chorus/platform/slots.ts';
import type { AppsInForce, AppsView, ImpairmentsView, Mark, Tick } from '../api.ts';
import type { ModelRecord, RicRecord, RuSimRecord } from '../records/types.ts';
import { changesOf, minimumRateChanges, modelChange } from './change-text.ts';

type Said = Pick<RicRecord, 'process' | 'nearRtLoop' | 'apps' | 'impairments'>;
type Where = Pick<Mark, 'nearRtLoop' | 'slot'>;

/** What is in force, by the newest records; each change of it becomes a mark. */
export class InForce {
  apps: AppsInForce;
  impairments: ImpairmentsView;
  /** At work, without since when. */
  models: Tick['models'] = [];
  private readonly rtLoops: number;
  private readonly onMark: (mark: Mark) => void;
  private modelsSeen: readonly ModelRecord[] | null = null;
  private rMin: readonly number[] | null = null;
  /** Which processes have told of apps or impairments: what they say first is how it was found. */
  private readonly heard = new Set<string>();

  constructor(scenario: Scenario, { onMark }: { onMark: (mark: Mark) => void }) {
    this.rtLoops = scenario.clock.rt_loops;
    this.onMark = onMark;
    this.apps = { scheme: scenario.scheme.name, ...schemeApps(scenario) };
    this.impairments = {
      ...scenario.impairments,
      csi_error_db: scenario.csi.error_db,
      speed_mps: scenario.mobility.speed_mps,
    };
  }

  addRuSim(record: RuSimRecord): void {
    this.addSaid(record);
    const at = this.beginningOf(record.nearRtLoop);
    const texts = this.rMin === null ? [] : minimumRateChanges(this.rMin, record.rMin);
    for (const text of texts) this.mark('minimum-rate', at, text);
    this.rMin = record.rMin;
  }

  /** As the near-RT RIC says when it is asked. */
  addApps(apps: AppsView['inForce']): void {
    this.addSaid({ process: 'near-rt-ric', nearRtLoop: apps.nearRtLoop, apps });
  }

  addRic(record: RicRecord): void {
    this.addSaid(record);
    const before = this.modelsSeen;
    this.modelsSeen = record.models;
    this.models = record.models.map(({ target, model, version, users }) => {
      return { target, model, version, users };
    });
    if (before === null) return;
    const change = modelChange(before, record.models);
    if (change !== null) this.mark('model', change.at ?? this.beginningOf(record.nearRtLoop), change.text);
  }

  private addSaid({ process, nearRtLoop, apps, impairments }: Said): void {
    const beginning = this.beginningOf(nearRtLoop);
    if (apps !== undefined) {
      const now = { ...this.apps, ...pick(apps, this.apps) };
      this.markChanges('apps', process, { ...beginning, ...sinceOf(apps) }, this.apps, now);
      this.apps = now;
    }
    if (impairments !== undefined) {
      const now = { ...this.impairments, ...pick(impairments, this.impairments) };
      const at = { ...beginning, ...sinceOf(impairments) };
      this.markChanges('impairments', process, at, this.impairments, now);
      this.impairments = now;
    }
  }

  private markChanges(
    kind: 'apps' | 'impairments',
    process: string,
    at: Where,
    before: object,
    after: object,
  ): void {
    const source = `${process} ${kind}`;
    const changes = this.heard.has(source) ? changesOf(before, after) : '';
    this.heard.add(source);
    if (changes !== '') this.mark(kind, at, changes);
  }

  private mark(kind: Mark['kind'], { nearRtLoop, slot }: Where, text: string): void {
    this.onMark({ unixMs: Date.now(), nearRtLoop, slot, kind, text });
  }

  private beginningOf(nearRtLoop: number): Where {
    return { nearRtLoop, slot: firstSlot(nearRtLoop, this.rtLoops) };
  }
}

/** The fields of `said` that `known` has, too. */
function pick<T extends object>(said: Partial<T>, known: T): Partial<T> {
  const keys = Object.keys(known).filter((key) => said[key as keyof T] !== undefined);
  return Object.fromEntries(keys.map((key) => [key, said[key as keyof T]])) as Partial<T>;
}

function sinceOf({ nearRtLoop, slot }: Partial<Where>): Where | null {
  return nearRtLoop === undefined || slot === undefined ? null : { nearRtLoop, slot };
}
