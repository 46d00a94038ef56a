import { setImmediate } from 'node:timers/promises';
import type { MultiplierDApp, PrecoderDApp } from '@chorus/contracts';
import type { OduCell } from '@chorus/phy';
import {
  AppPlan,
  AppTakeover,
  ControlHeader,
  PRECODING,
  type AppAssignment,
  type AppTarget,
  type RicControlRequest,
} from '@chorus/platform/proto.ts';
import { firstSlot, loopOfSlot } from '@chorus/platform/slots.ts';
import type { Logger } from 'pino';
import { Refusal } from './causes.ts';
import type { Applied } from './controls.ts';
import type { D2Exchange } from './d2-exchange.ts';
import { withVersions, type DAppLoader, type DAppNames, type DAppVersions } from './dapp-loader.ts';
import type { FilterDemand } from './filter-demand.ts';
import type { ModelChanges } from './model-changes.ts';
import { tryOut } from './try-out.ts';

export interface AppChangesComponents {
  readonly cell: OduCell;
  readonly loader: Pick<DAppLoader, 'precoder' | 'multiplier'>;
  readonly models: Pick<ModelChanges, 'multiplier' | 'withModels' | 'use'>;
  readonly demand: Pick<FilterDemand, 'widen' | 'settle'>;
  readonly d2: Pick<D2Exchange, 'change'>;
  /** The newest slot that has begun. */
  readonly begun: () => number;
  /** Something that a slot waited for is there. */
  readonly poke: () => void;
  readonly log: Logger;
}
export interface AppChangesInit {
  readonly names: DAppNames;
  readonly precoder: PrecoderDApp;
  /** Whether slots may wait for what they need. */
  readonly lockstep: boolean;
  /** N_RT */
  readonly rtLoops: number;
}

/** The dApps of a plan, ready. */
interface Prepared {
  readonly names: DAppVersions;
  readonly precoder: PrecoderDApp;
  /** Null where the one before it stays. */
  readonly multiplier: MultiplierDApp | null;
}
interface Next {
  readonly generation: number;
  readonly prepared: Prepared;
  readonly slot: number;
  readonly took: (applied: Applied) => void;
}

/**
 * dApps that take the place of others while the O-DU works. A plan's dApps are made and tried beside those at
 * work; they take over in the first slot of a near-RT loop.
 */
export class AppChanges {
  /** dApp 2 in force. */
  precoder: PrecoderDApp;
  private readonly components: AppChangesComponents;
  private readonly init: AppChangesInit;
  private names: DAppVersions;
  private readonly prepared = new Map<number, Promise<Prepared>>();
  /** Told and not due, in the order told: each was prepared to follow the one before. */
  private next: Next[] = [];
  /** Settles when the newest takeover told is among them. */
  private told: Promise<unknown> = Promise.resolve();
  /** In lockstep, no near-RT loop after this one begins until a takeover is told. */
  private heldAfter: number | null = null;

  constructor(components: AppChangesComponents, init: AppChangesInit) {
    this.components = components;
    this.init = init;
    this.names = withVersions(init.names);
    this.precoder = init.precoder;
  }

  /**
   * A control that is about apps.
   *
   * @returns what was applied, once a plan's dApps have been tried or have taken over, else a Refusal; null for
   *   other controls
   * @throws Refusal, ChorusError CHORUS_MESSAGE_INVALID
   */
  take({ ranFunction, header, message }: RicControlRequest): Promise<Applied> | null {
    const { style } = ControlHeader.decode(header);
    if (style !== 'APP_PLAN' && style !== 'APP_TAKEOVER' && style !== 'APP_HOLD') return null;
    if (ranFunction !== PRECODING.id)
      throw new Refusal('RIC_REQUEST', 'ran-function-id-invalid', `RAN function ${ranFunction}`);
    if (style === 'APP_PLAN') return this.plan(AppPlan.decode(message));
    const takeover = AppTakeover.decode(message);
    return style === 'APP_HOLD' ? this.hold(takeover) : this.takeover(takeover);
  }

  /** A slot begins: puts in force what takes over by it. */
  begin(slot: number): void {
    const count = this.next.findLastIndex((one) => one.slot <= slot) + 1;
    for (const next of this.next.splice(0, count)) this.use(next, slot);
    for (const { prepared } of this.next) this.components.demand.widen(prepared.precoder);
  }

  /** The dApps in force, or those about to be where a takeover has been told. */
  async toCome(): Promise<DAppNames> {
    await this.told;
    return this.before().names;
  }

  /** Whether a near-RT loop must not begin yet. */
  holds(nearRtLoop: number): boolean {
    return this.heldAfter !== null && nearRtLoop > this.heldAfter;
  }

  /** Nobody will tell of a takeover any more. */
  release(): void {
    this.heldAfter = null;
    this.components.poke();
  }

  private async plan({ generation, assignments }: AppPlan): Promise<Applied> {
    // One after the other: what is about to be in force then is what this plan's dApps are compared with.
    const earlier = [...this.prepared.values(), this.told];
    const prepared = Promise.allSettled(earlier).then(() => this.prepare(generation, assignments));
    this.prepared.set(generation, prepared);
    try {
      await prepared;
    } catch (error) {
      this.prepared.delete(generation);
      throw error;
    }
    return { applied: 0, appliedAtSlot: this.components.begun() };
  }

  private async prepare(generation: number, assignments: readonly AppAssignment[]): Promise<Prepared> {
    const { loader, models, cell } = this.components;
    // A takeover that came right behind the plan before is known first.
    await setImmediate();
    const before = this.before(generation);
    const of = (target: AppTarget) => assignments.find((one) => one.target === target)?.app ?? '';
    const names = withVersions({
      scheme: of('scheme'),
      precoder: of('precoder'),
      multiplier: of('multiplier'),
    });
    const isNew = {
      precoder: !isSame(names, before.names, 'precoder'),
      multiplier: !isSame(names, before.names, 'multiplier'),
    };
    const precoder = isNew.precoder
      ? await refusing('precoder', () => loader.precoder(names))
      : before.precoder;
    checkFit(
      precoder,
      assignments.find(({ target }) => target === 'xapp'),
    );
    const multiplier = isNew.multiplier
      ? await refusing('multiplier', async () => models.withModels(await loader.multiplier(names)))
      : null;
    // A precoder that asks for no multiplier would not try a new one.
    const tried = (target: 'precoder' | 'multiplier', dApp: PrecoderDApp, solver: MultiplierDApp) =>
      refusing(target, () => tryOut(cell, dApp, solver));
    if (isNew.precoder) await tried('precoder', precoder, models.multiplier);
    if (multiplier !== null) {
      await refusing('multiplier', async () => trySolver(multiplier, cell));
      await tried('multiplier', precoder, multiplier);
    }
    return { names, precoder, multiplier };
  }

  /** What a plan takes the place of: the dApps in force, or those of the last takeover told but its own. */
  private before(plan?: number): Pick<Prepared, 'names' | 'precoder'> {
    const told = this.next.findLast(({ generation }) => generation !== plan);
    return told?.prepared ?? { names: this.names, precoder: this.precoder };
  }

  private use({ generation, prepared, took }: Next, slot: number): void {
    const { demand, models, log } = this.components;
    this.names = prepared.names;
    this.precoder = prepared.precoder;
    if (prepared.multiplier !== null) models.use(prepared.multiplier);
    demand.settle(prepared.precoder);
    for (const old of this.prepared.keys()) if (old <= generation) this.prepared.delete(old);
    log.info({ generation, slot, ...prepared.names }, 'dApps took over');
    took({ applied: 1, appliedAtSlot: slot });
  }

  /** Says which slot has begun; no later near-RT loop does before the takeover. */
  private async hold({ generation }: AppTakeover): Promise<Applied> {
    const { begun, demand } = this.components;
    const prepared = await this.known(generation);
    demand.widen(prepared.precoder);
    const slot = begun();
    if (this.init.lockstep) this.heldAfter = loopOfSlot(Math.max(0, slot), this.init.rtLoops);
    return { applied: 0, appliedAtSlot: Math.max(0, slot) };
  }

  /** In force from the first slot of a near-RT loop; at once where that has begun. */
  private async takeover(takeover: AppTakeover): Promise<Applied> {
    const { promise, resolve } = Promise.withResolvers<Applied>();
    const told = this.tell(takeover, resolve);
    this.told = told.catch(() => undefined);
    await told;
    return promise;
  }

  private async tell({ generation, nearRtLoop }: AppTakeover, took: Next['took']): Promise<void> {
    const { begun, d2, demand, poke } = this.components;
    const prepared = await this.known(generation);
    const slot = Math.max(firstSlot(nearRtLoop, this.init.rtLoops), begun());
    demand.widen(prepared.precoder);
    d2.change(prepared.precoder.reach, loopOfSlot(slot, this.init.rtLoops));
    this.next.push({ generation, prepared, slot, took });
    this.heldAfter = null;
    if (slot <= begun()) this.begin(begun());
    poke();
  }

  private async known(generation: number): Promise<Prepared> {
    const prepared = await this.prepared.get(generation);
    if (prepared !== undefined) return prepared;
    throw new Refusal('RIC_REQUEST', 'app-plan-unknown', `plan ${generation} is not ready here`);
  }
}

/** What the xApp gives must be what the precoder takes; an xApp that others load is checked by them. */
function checkFit(precoder: PrecoderDApp, xapp: AppAssignment | undefined): void {
  const { gives = '', app = '' } = xapp ?? {};
  if (gives === '' || precoder.control === 'none' || precoder.control === gives) return;
  const who = app === '' ? 'there is no xApp' : `xApp ${app} gives ${gives}`;
  const detail = `${who}, but precoder dApp ${precoder.name} takes ${precoder.control}: swap the scheme, which changes both`;
  throw new Refusal('RIC_REQUEST', 'apps-mismatch', detail);
}

/** Whatever a dApp of one's own throws: this O-DU cannot use it. */
async function refusing<T>(target: 'precoder' | 'multiplier', work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    throw new Refusal('RIC_REQUEST', `${target}-invalid`, detail);
  }
}

/** One solution of (28) that every multiplier must find. */
function trySolver(multiplier: MultiplierDApp, { topology: { Nt, pMax } }: OduCell): void {
  const lambda = Float64Array.from({ length: Nt }, (_, n) => n + 1);
  const xi = multiplier.solve(lambda, new Float64Array(Nt).fill(4 * pMax), pMax);
  if (!Number.isFinite(xi) || xi < 0) throw new Error(`xi is ${xi}; allowed: finite, at least 0`);
}

function isSame(one: DAppVersions, other: DAppVersions, target: 'precoder' | 'multiplier'): boolean {
  return one[target] === other[target] && one.versions[target] === other.versions[target];
}
