import { schemeApps } from '@chorus/platform/schemes.ts';
import type { Scenario } from '@chorus/platform/scenario.ts';
import { firstSlot } from '@chorus/platform/slots.ts';
import type { AppsInForce, ImpairmentsView, Mark, Tick } from '../api.ts';
import type { ModelRecord, RicRecord, RuSimRecord } from '../records/types.ts';
import { changesOf, minimumRateChanges, modelChange } from './change-text.ts';

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

  private addSaid({ process, nearRtLoop, apps, impairments }: RuSimRecord | RicRecord): void {
    const at = this.beginningOf(nearRtLoop);
    if (apps !== undefined) {
      const now = { ...this.apps, ...pick(apps, this.apps) };
      if (this.isNews(`${process} apps`)) this.markChanges('apps', at, this.apps, now);
      this.apps = now;
    }
    if (impairments !== undefined) {
      const now = { ...this.impairments, ...pick(impairments, this.impairments) };
      if (this.isNews(`${process} impairments`)) this.markChanges('impairments', at, this.impairments, now);
      this.impairments = now;
    }
  }

  private isNews(source: string): boolean {
    if (this.heard.has(source)) return true;
    this.heard.add(source);
    return false;
  }

  private markChanges(kind: Mark['kind'], at: Where, before: object, after: object): void {
    const changes = changesOf(before, after);
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
