import type { FilterXApp, XApp } from '@chorus/contracts';
import { ModelError, type Model } from '@chorus/learning';
import { takesModels } from '@chorus/platform/check-apps.ts';
import { ChorusError, hasCode } from '@chorus/platform/errors.ts';
import { fetchModel } from '@chorus/platform/fetch-model.ts';
import type {
  Cause,
  ModelAssignment,
  ModelPlan,
  ModelTakeover,
  XappModelsReport,
} from '@chorus/platform/proto.ts';
import type { Logger } from 'pino';
import type { HostMetrics } from './host-metrics.ts';

export interface ModelChangesComponents {
  readonly log: Logger;
  readonly metrics: Pick<HostMetrics, 'modelPlan'>;
  /** A new instance of the xApp with what the scenario gives it. */
  readonly makeApp: () => Promise<XApp>;
  /** Runs an app for some users to no effect; rejects where its answers cannot be used. */
  readonly tryOut: (app: FilterXApp, users: readonly number[]) => Promise<void>;
  readonly report: (report: Omit<XappModelsReport, 'xapp'>) => Promise<void>;
}

/** A model and whose actors run it. */
interface Given {
  readonly model: Model;
  readonly users: readonly number[];
}

interface Prepared {
  /** Null where the app at work takes no models, and is given none. */
  readonly app: FilterXApp | null;
  readonly given: readonly Given[];
}

/**
 * Models that come while the xApp works. A plan's models go into a new instance of the app, beside the one
 * that decides; it takes over between two near-RT loops. So a model that cannot be used never touches what is in
 * force, and no control waits for a model.
 */
export class ModelChanges {
  /** Of the plan in force; 0 for what the scenario names. */
  generation = 0;
  private readonly components: ModelChangesComponents;
  private readonly prepared = new Map<number, Prepared>();
  /** Of the plan in force. */
  private given: readonly Given[] = [];
  /** By checksum; those of the last plan. */
  private known = new Map<string, Model>();
  private next: ModelTakeover | null = null;
  private work: Promise<void> = Promise.resolve();

  constructor(components: ModelChangesComponents) {
    this.components = components;
  }

  /** Fetches and tries a plan's models, after those that are being tried, and reports. */
  plan(plan: ModelPlan): void {
    this.work = this.work.then(() => this.prepare(plan));
  }

  takeover(takeover: ModelTakeover): void {
    this.next = takeover;
  }

  /** The app to decide from now on, when it is time for another; null to go on. */
  due(nearRtLoop: number): FilterXApp | null {
    if (this.next === null || nearRtLoop < this.next.nearRtLoop) return null;
    const { generation } = this.next;
    const prepared = this.prepared.get(generation);
    // After a new subscription the takeover may come before the models.
    if (prepared === undefined) return null;
    this.given = prepared.given;
    this.generation = generation;
    this.next = null;
    for (const old of this.prepared.keys()) if (old <= generation) this.prepared.delete(old);
    this.components.metrics.modelPlan('in-force');
    this.components.log.info({ generation, nearRtLoop }, 'models took over');
    return prepared.app;
  }

  /** Gives another app the models in force, if it takes any. @throws ModelError where one does not fit */
  withModels(app: XApp): void {
    if (takesModels(app)) for (const { model, users } of this.given) app.take(model, users);
  }

  private async prepare({ generation, assignments }: ModelPlan): Promise<void> {
    const { log, metrics, report } = this.components;
    let policy = '';
    let cause: Cause | null = null;
    try {
      const models = await this.fetch(assignments, (assignment) => (policy = assignment.policy));
      const app = await this.components.makeApp();
      for (const [n, assignment] of assignments.entries()) {
        ({ policy } = assignment);
        if (!takesModels(app)) throw new ModelError(`xApp ${app.name} takes no models`);
        app.take(models[n], assignment.users);
        await this.components.tryOut(app, assignment.users);
      }
      const given = assignments.map(({ users }, n) => ({ model: models[n], users }));
      this.prepared.set(generation, { app: takesModels(app) ? app : null, given });
      policy = '';
    } catch (error) {
      cause = causeOf(error);
      log.warn({ err: error, generation, policy }, 'models refused; those of before stay in force');
    }
    metrics.modelPlan(cause === null ? 'ready' : 'refused');
    try {
      await report({ generation, policy, cause });
    } catch (error) {
      // The RIC has gone; it sends the plan again when it is back.
      log.warn({ err: error, generation }, 'report on models not delivered');
    }
  }

  private async fetch(
    assignments: readonly ModelAssignment[],
    begin: (assignment: ModelAssignment) => void,
  ): Promise<Model[]> {
    const models: Model[] = [];
    const known = new Map<string, Model>();
    for (const assignment of assignments) {
      begin(assignment);
      const { checksum, url } = assignment;
      const key = `${checksum} ${url}`;
      const model = known.get(key) ?? this.known.get(key) ?? (await fetchModel(assignment));
      known.set(key, model);
      models.push(model);
    }
    this.known = known;
    return models;
  }
}

function causeOf(error: unknown): Cause {
  const detail = error instanceof Error ? error.message : String(error);
  if (hasCode(error, 'CHORUS_MODEL_UNREACHABLE'))
    return { group: 'TRANSPORT', value: 'model-unreachable', detail };
  const own = error instanceof ModelError || error instanceof ChorusError;
  return { group: 'RIC_REQUEST', value: own ? 'model-invalid' : 'model-not-taken', detail };
}
