import type { MultiplierDApp } from '@chorus/contracts';
import type { Model } from '@chorus/learning';
import { fetchModel } from '@chorus/platform/fetch-model.ts';
import {
  ControlHeader,
  ModelPlan,
  ModelTakeover,
  PRECODING,
  type ModelAssignment,
  type RicControlRequest,
} from '@chorus/platform/proto.ts';
import { firstSlot, loopOfSlot } from '@chorus/platform/slots.ts';
import type { Logger } from 'pino';
import { Refusal } from './causes.ts';
import type { Applied } from './controls.ts';

export interface ModelChangesComponents {
  /** dApp 1 with what the scenario gives it. */
  readonly multiplier: MultiplierDApp;
  /** Another instance of the one at work. */
  readonly makeMultiplier: () => Promise<MultiplierDApp>;
  readonly log: Logger;
}

/** A plan's models, and dApp 1 with them. */
interface Prepared {
  readonly multiplier: MultiplierDApp;
  readonly models: readonly Model[];
}

/**
 * Models that come for dApp 1 while the O-DU works. A plan's model goes into a new instance, beside the one
 * that solves; it takes over in the first slot of a near-RT loop.
 */
export class ModelChanges {
  /** dApp 1, whichever instance it is. */
  readonly multiplier: MultiplierDApp;
  private readonly components: ModelChangesComponents;
  private readonly rtLoops: number;
  private readonly prepared = new Map<number, Promise<Prepared>>();
  private current: MultiplierDApp;
  /** Of the plan in force. */
  private models: readonly Model[] = [];
  private next: ({ generation: number; slot: number } & Prepared) | null = null;
  /** The newest slot that was answered; -1 before the first. */
  private answered = -1;

  constructor(components: ModelChangesComponents, { rtLoops }: { rtLoops: number }) {
    this.components = components;
    this.rtLoops = rtLoops;
    this.current = components.multiplier;
    const name = () => this.current.name;
    this.multiplier = {
      get name() {
        return name();
      },
      solve: (lambda, phi, pMax) => this.current.solve(lambda, phi, pMax),
    };
  }

  /**
   * A control that is about models.
   *
   * @returns what was applied, once a plan's model has been fetched and tried, else a Refusal; null for other controls
   * @throws Refusal, ChorusError CHORUS_MESSAGE_INVALID
   */
  take({ ranFunction, header, message }: RicControlRequest): Promise<Applied> | null {
    const { style } = ControlHeader.decode(header);
    if (style !== 'MODEL_PLAN' && style !== 'MODEL_TAKEOVER') return null;
    if (ranFunction !== PRECODING.id)
      throw new Refusal('RIC_REQUEST', 'ran-function-id-invalid', `RAN function ${ranFunction}`);
    if (style === 'MODEL_PLAN') return this.plan(ModelPlan.decode(message));
    return this.takeover(ModelTakeover.decode(message));
  }

  /** Puts in force what takes over by `slot`. */
  apply(slot: number): void {
    this.answered = slot;
    if (this.next === null || slot < this.next.slot) return;
    const { generation, multiplier, models } = this.next;
    this.next = null;
    this.current = multiplier;
    this.models = models;
    for (const old of this.prepared.keys()) if (old <= generation) this.prepared.delete(old);
    this.components.log.info({ generation, slot }, 'models took over');
  }

  /** Gives the models in force to another dApp 1, if it takes any. @throws ModelError where one does not fit */
  withModels(multiplier: MultiplierDApp): MultiplierDApp {
    for (const model of this.models) multiplier.take?.(model);
    return multiplier;
  }

  /** Another dApp 1 is at work from now on. */
  use(multiplier: MultiplierDApp): void {
    this.current = multiplier;
  }

  private async plan({ generation, assignments }: ModelPlan): Promise<Applied> {
    const prepared = this.prepare(assignments);
    // A node that sets up again is sent the takeover right behind the plan.
    this.prepared.set(generation, prepared);
    try {
      await prepared;
    } catch (error) {
      this.prepared.delete(generation);
      throw error;
    }
    return { applied: 0, appliedAtSlot: this.answered + 1 };
  }

  private async prepare(assignments: readonly ModelAssignment[]): Promise<Prepared> {
    try {
      const multiplier = await this.components.makeMultiplier();
      const models: Model[] = [];
      for (const assignment of assignments) {
        if (multiplier.take === undefined) throw new Error(`dApp ${multiplier.name} takes no models`);
        const model = await fetchModel(assignment);
        multiplier.take(model);
        models.push(model);
      }
      return { multiplier, models };
    } catch (error) {
      // Whatever a dApp of one's own throws: this O-DU cannot use the model.
      const detail = error instanceof Error ? error.message : String(error);
      throw new Refusal('RIC_REQUEST', 'model-invalid', detail);
    }
  }

  /** In force from the first slot of a near-RT loop that has not begun. */
  private async takeover({ generation, nearRtLoop }: ModelTakeover): Promise<Applied> {
    const prepared = await this.prepared.get(generation);
    if (prepared === undefined)
      throw new Refusal('RIC_REQUEST', 'model-plan-unknown', `plan ${generation} is not ready here`);
    const { rtLoops } = this;
    const slot = this.answered + 1;
    const own = loopOfSlot(slot, rtLoops);
    const boundary = firstSlot(own, rtLoops) === slot ? slot : firstSlot(own + 1, rtLoops);
    this.next = { generation, ...prepared, slot: Math.max(firstSlot(nearRtLoop, rtLoops), boundary) };
    return { applied: 1, appliedAtSlot: this.next.slot };
  }
}
