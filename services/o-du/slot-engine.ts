import type { MultiplierDApp } from '@chorus/contracts';
import type { LocalRzf, OduCell } from '@chorus/phy';
import { FrameFlag } from '@chorus/platform/frames.ts';
import type { SlotTimes } from '@chorus/platform/ofh.ts';
import { firstSlot } from '@chorus/platform/slots.ts';
import type { AppChanges } from './app-changes.ts';
import type { D2Exchange } from './d2-exchange.ts';
import type { FilterStore } from './filter-store.ts';
import type { ModelChanges } from './model-changes.ts';
import type { PowerGuard } from './power-guard.ts';
import type { PrecoderStore } from './precoder-store.ts';

/** A slot to answer, as its Downlink says. */
export interface Slot {
  slot: number;
  nearRtLoop: number;
  flags: number;
}

export interface SlotEngineComponents {
  cell: OduCell;
  apps: Pick<AppChanges, 'precoder' | 'begin' | 'holds'>;
  multiplier: MultiplierDApp;
  /** What precodes until the scheme's own inputs are there. */
  start: LocalRzf;
  filters: FilterStore;
  precoders: PrecoderStore;
  d2: Pick<D2Exchange, 'arrived' | 'apply'>;
  models: Pick<ModelChanges, 'apply'>;
  guard: PowerGuard;
  events: SlotEvents;
}

export interface SlotEvents {
  /** V of the slot is in `cell`: the Uplink goes, and D2 at a loop's end. */
  onPrecoded(slot: Slot, times: SlotTimes): void;
  /** A deadline passed without what it was for (realtime). */
  onLate(what: 'control' | 'd2'): void;
  /** The scheme's dApps run for the slot, not those that start a run. */
  onDApps(): void;
  /** A dApp threw, or no O-RU got a finite V; the last good V stay in force. */
  onDAppError(error: unknown): void;
}

/**
 * Answers slots: waits for what the slot needs (lockstep), runs the dApps, guards the power.
 *
 * `poke` after anything that may end a wait.
 */
export class SlotEngine {
  /** Newest slot answered; -1 before the first. */
  answered = -1;
  private readonly c: SlotEngineComponents;
  private readonly lastLockstep: number;
  private readonly rtLoops: number;
  private readonly times: SlotTimes = { dAppMs: 0, e2WaitMs: 0, d2WaitMs: 0, totalMs: 0 };
  private readonly current: Slot = { slot: 0, nearRtLoop: -1, flags: 0 };
  private waiting = false;
  private beganAt = 0;
  private e2At = 0;
  private d2At = 0;

  constructor(components: SlotEngineComponents, init: { lastLockstep: number; rtLoops: number }) {
    this.c = components;
    this.lastLockstep = init.lastLockstep;
    this.rtLoops = init.rtLoops;
  }

  /** The slot that is being answered, or else the one to come. */
  get slot(): number {
    return this.waiting ? this.current.slot : this.answered + 1;
  }

  /** The near-RT loop of the newest Downlink; null before the first. */
  get nearRtLoop(): number | null {
    return this.waiting || this.answered >= 0 ? this.current.nearRtLoop : null;
  }

  /** The newest slot that has begun; -1 before the first. */
  get begun(): number {
    return this.waiting ? this.current.slot : this.answered;
  }

  /** What keeps the slot that has begun from its answer; null for nothing. */
  get waitingFor(): string | null {
    if (!this.waiting) return null;
    const { slot, nearRtLoop } = this.current;
    if (this.c.apps.holds(nearRtLoop)) return `the takeover of apps, before near-RT loop ${nearRtLoop}`;
    if (!this.e2Ready()) return `controls for slot ${slot} of near-RT loop ${nearRtLoop}`;
    return this.d2Ready() ? null : `D2 of near-RT loop ${nearRtLoop - 1}`;
  }

  isWaitingFor(slot: number): boolean {
    return this.waiting && this.current.slot === slot;
  }

  /** A Downlink has come; H and omega are in the cell. */
  begin({ slot, nearRtLoop, flags }: Slot): void {
    Object.assign(this.current, { slot, nearRtLoop, flags });
    this.waiting = true;
    this.beganAt = performance.now();
    this.c.apps.begin(slot);
    this.e2At = this.d2At = 0;
    if (!this.lockstep && !this.isFirst) this.countLate();
    this.poke();
  }

  /** Answers the slot if everything that it waits for is there. */
  poke(): void {
    if (!this.waiting) return;
    const now = performance.now();
    if (this.e2At === 0 && this.e2Ready()) this.e2At = now;
    if (this.d2At === 0 && this.d2Ready()) this.d2At = now;
    if (this.e2At !== 0 && this.d2At !== 0) this.answer();
  }

  /** The slot that starts a run, or the first that an O-DU sees which came in mid-run: no control was made for it. */
  private get isFirst(): boolean {
    return this.answered < 0 || (this.current.flags & FrameFlag.start) !== 0;
  }

  /** Whether the slot waits for what it needs. */
  private get lockstep(): boolean {
    return this.current.slot <= this.lastLockstep;
  }

  private get startsLoop(): boolean {
    return this.current.slot === firstSlot(this.current.nearRtLoop, this.rtLoops);
  }

  private e2Ready(): boolean {
    if (!this.lockstep || this.isFirst) return true;
    return !this.c.apps.holds(this.current.nearRtLoop) && this.controlArrived();
  }

  private d2Ready(): boolean {
    return !this.lockstep || this.isFirst || this.d2Arrived();
  }

  private controlArrived(): boolean {
    const { apps, filters, precoders } = this.c;
    const { precoder } = apps;
    if (precoder.control === 'filters') return !this.startsLoop || filters.arrived(this.current.nearRtLoop);
    return precoder.control === 'none' || precoders.arrived(this.current.slot);
  }

  private d2Arrived(): boolean {
    return !this.startsLoop || this.c.d2.arrived(this.current.nearRtLoop - 1);
  }

  private countLate(): void {
    if (!this.controlArrived()) this.c.events.onLate('control');
    if (!this.d2Arrived()) this.c.events.onLate('d2');
  }

  private answer(): void {
    const { filters, precoders, d2, models, guard, events, cell } = this.c;
    const { current, times } = this;
    filters.apply(current.slot);
    precoders.apply(current.slot);
    d2.apply(current.slot);
    models.apply(current.slot);
    const from = performance.now();
    try {
      this.precode(cell);
      if (guard.apply()) throw new Error('V holds a non-finite number for every O-RU');
    } catch (error) {
      guard.restore();
      events.onDAppError(error);
    }
    const now = performance.now();
    times.dAppMs = now - from;
    times.e2WaitMs = this.e2At - this.beganAt;
    times.d2WaitMs = this.d2At - this.beganAt;
    times.totalMs = now - this.beganAt;
    this.waiting = false;
    this.answered = current.slot;
    events.onPrecoded(current, times);
  }

  private precode(cell: OduCell): void {
    const { apps, multiplier, start, filters } = this.c;
    const { precoder } = apps;
    // Without filters (30) would be zero, and without V there would be nothing to observe.
    const unready = precoder.control === 'filters' && !filters.complete;
    if (this.isFirst || unready) return start.precode(cell);
    this.c.events.onDApps();
    precoder.precode(cell, multiplier);
  }
}
