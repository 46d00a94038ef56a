import type { Topology } from '@chorus/phy';
import { cRzfComplexNumbers } from '@chorus/platform/e2-payload.ts';
import type { Scenario } from '@chorus/platform/scenario.ts';
import type { AppsView, CdfView, Mark, Tick } from '../api.ts';
import type { Kpi, RicRecord, RuSimRecord } from '../records/types.ts';
import { Cdfs } from './cdfs.ts';
import { D2Flow } from './d2-flow.ts';
import { E2Flow } from './e2-flow.ts';
import { InForce } from './in-force.ts';
import { LoopClock } from './loop-clock.ts';
import { UserRates } from './user-rates.ts';

export interface FoldComponents {
  readonly scenario: Scenario;
  readonly topology: Topology;
  readonly onMark: (mark: Mark) => void;
}

/** Folds KPI records into ticks. What it keeps does not grow with the loops. */
export class LoopFold {
  readonly inForce: InForce;
  private readonly rates: UserRates;
  private readonly e2: E2Flow;
  private readonly d2: D2Flow;
  private readonly clock: LoopClock;
  private readonly cdfs: Cdfs;
  private newest: Pick<RuSimRecord, 'nearRtLoop' | 'slot'> = { nearRtLoop: -1, slot: 0 };

  constructor({ scenario, topology, onMark }: FoldComponents) {
    this.inForce = new InForce(scenario, { onMark });
    this.rates = new UserRates(topology);
    this.e2 = new E2Flow({ cRzf: cRzfComplexNumbers(topology, scenario.clock.rt_loops) });
    this.d2 = new D2Flow({ odus: topology.U });
    this.clock = new LoopClock(scenario.clock);
    this.cdfs = new Cdfs(topology);
    this.settle(-1);
  }

  add(kpi: Kpi): void {
    switch (kpi.of) {
      case 'ru-sim':
        this.addLoop(kpi.record);
        break;
      case 'near-rt-ric':
        this.addRic(kpi.record);
        break;
      case 'o-du':
        this.d2.add(kpi.record);
        this.clock.addOdu(kpi.record);
        break;
      case 'xapp':
        this.clock.addXapp(kpi.record);
        break;
    }
  }

  /** The loops since the last call; null where there were none. */
  take(unixMs: number): Tick | null {
    const { loops } = this.rates;
    if (loops === 0) return null;
    const { loopsPerS, clock } = this.clock.take();
    const { apps, models, impairments } = this.inForce;
    return {
      unixMs,
      ...this.newest,
      loops,
      ...this.rates.take(),
      e2: this.e2.take(loops, loopsPerS),
      d2: this.d2.take(loopsPerS),
      clock,
      apps,
      models,
      impairments,
    };
  }

  cdf(): CdfView[] {
    return this.cdfs.view();
  }

  /** Whether the near-RT RIC publishes nothing, so that it must be asked which apps are in force. */
  get ricIsSilent(): boolean {
    return this.e2.isSilent;
  }

  /** What it answers. */
  addApps(apps: AppsView['inForce']): void {
    this.settle(apps.nearRtLoop - 1);
    this.inForce.addApps(apps);
    this.settle(this.newest.nearRtLoop);
  }

  private addRic(record: RicRecord): void {
    this.e2.add(record);
    this.inForce.addRic(record);
    this.settle(record.nearRtLoop);
  }

  /** It is known now what was in force up to this loop. */
  private settle(nearRtLoop: number): void {
    this.cdfs.settle(nearRtLoop, this.inForce.apps, this.inForce.models);
  }

  private addLoop(record: RuSimRecord): void {
    const { nearRtLoop, slot } = record;
    this.cdfs.add(record);
    this.newest = { nearRtLoop, slot };
    this.rates.add(record);
    this.clock.addLoop(record);
    this.inForce.addRuSim(record);
  }
}
