import type { AppAssignment } from '@chorus/platform/proto.ts';
import type { Apps } from '@chorus/platform/schemes.ts';

/** The apps at work, as the KPI record has them, and since when. */
export interface AppsSince extends Apps {
  readonly nearRtLoop: number;
  readonly slot: number;
}

interface Regime {
  readonly from: number;
  readonly apps: AppsSince;
  /** Whose controls are forwarded, by its name on the xApp API; empty for nobody's. */
  readonly xapp: string;
}

const KEPT = 8;

export interface AppsInForceInit {
  /** The scenario's apps. */
  readonly own: Apps;
  /** What the processes that host the scenario's xApp are called on the xApp API; empty where there are none. */
  readonly hostName: string;
  /** First slot of a near-RT loop. */
  readonly slotOf: (nearRtLoop: number) => number;
}

/** Knows which apps are in force in which near-RT loop, those in which they are about to be too. */
export class AppsInForce {
  private readonly init: AppsInForceInit;
  private readonly regimes: Regime[];
  private newestLoop = 0;

  constructor(init: AppsInForceInit) {
    this.init = init;
    const apps = { ...init.own, nearRtLoop: 0, slot: init.slotOf(0) };
    this.regimes = [{ from: -Infinity, apps, xapp: init.own.xapp === null ? '' : init.hostName }];
  }

  /** From this near-RT loop on, these are at work. */
  change(assignments: readonly AppAssignment[], nearRtLoop: number): void {
    const of = (target: AppAssignment['target']) => assignments.find((one) => one.target === target);
    const xapp = of('xapp');
    const apps = {
      scheme: of('scheme')?.app ?? '',
      xapp: xapp === undefined || xapp.app === '' ? null : xapp.app,
      precoder: of('precoder')?.app ?? '',
      multiplier: of('multiplier')?.app ?? '',
      nearRtLoop,
      slot: this.init.slotOf(nearRtLoop),
    };
    const hosted = apps.xapp === null ? '' : this.init.hostName;
    this.regimes.push({ from: nearRtLoop, apps, xapp: xapp?.external === true ? xapp.app : hosted });
    if (this.regimes.length > KEPT) this.regimes.shift();
  }

  /** This near-RT loop has begun everywhere. */
  reached(nearRtLoop: number): void {
    this.newestLoop = Math.max(this.newestLoop, nearRtLoop);
  }

  /** What is at work, as far as all have said so. */
  get newest(): AppsSince {
    return this.during(this.newestLoop);
  }

  during(nearRtLoop: number): AppsSince {
    return this.regime(nearRtLoop).apps;
  }

  /** Whose controls for a near-RT loop go to the O-DUs. */
  xappFor(nearRtLoop: number): string {
    return this.regime(nearRtLoop).xapp;
  }

  private regime(nearRtLoop: number): Regime {
    return this.regimes.findLast(({ from }) => from <= nearRtLoop) ?? this.regimes[0];
  }
}
