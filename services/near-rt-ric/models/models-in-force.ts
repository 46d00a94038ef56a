import type { ModelAssignment } from '@chorus/platform/proto.ts';
import { Counter, Gauge, type Registry } from 'prom-client';
import type { ModelTarget } from '../a1/model-type.ts';

/** A model at work, as the KPI record has it. */
export interface ModelInForce {
  readonly target: ModelTarget;
  readonly model: string;
  readonly version: number;
  /** Users whose filters it makes; for an O-DU's model all that are served. */
  readonly users: number;
  /** The near-RT loop in which it took over, and the first slot in which that showed. */
  readonly nearRtLoop: number;
  readonly slot: number;
}

interface Regime {
  readonly from: number;
  readonly models: readonly (ModelInForce & { readonly key: string })[];
}

export interface ModelsInForceInit {
  /** K */
  readonly users: number;
  /** First slot in which what is decided for a near-RT loop takes effect. */
  readonly slotOf: Readonly<Record<ModelTarget, (nearRtLoop: number) => number>>;
  /** What the scenario itself names, for users that no policy names. */
  readonly own: Readonly<Record<ModelTarget, { name: string; version: number } | null>>;
}

/** Remembers which models are at work, and since when. */
export class ModelsInForce {
  private readonly init: ModelsInForceInit;
  private readonly gauge;
  private readonly refusals;
  private readonly regimes: Record<ModelTarget, Regime[]>;

  constructor({ metrics }: { metrics: Registry }, init: ModelsInForceInit) {
    this.init = init;
    this.gauge = new Gauge({
      name: 'ric_model_users',
      help: 'users whose filters a model makes, by target, model and version',
      labelNames: ['target', 'model', 'version'] as const,
      registers: [metrics],
    });
    this.refusals = new Counter({
      name: 'ric_model_refusals_total',
      help: 'models that an xApp or an O-DU could not use',
      labelNames: ['target'] as const,
      registers: [metrics],
    });
    this.regimes = { xapp: [], odu: [] };
    for (const target of ['xapp', 'odu'] as const) this.change(target, [], 0);
  }

  refused(target: ModelTarget): void {
    this.refusals.inc({ target });
  }

  /** From this near-RT loop on, these assignments are at work. */
  change(target: ModelTarget, assignments: readonly ModelAssignment[], nearRtLoop: number): void {
    const { users: K, slotOf, own } = this.init;
    const regimes = this.regimes[target];
    const before = regimes.at(-1)?.models ?? [];
    const since = (key: string) => before.find((one) => one.key === key)?.nearRtLoop ?? nearRtLoop;
    const entry = (key: string, model: string, version: number, users: number) => {
      const from = since(key);
      return { key, target, model, version, users, nearRtLoop: from, slot: slotOf[target](from) };
    };
    const models = assignments.map(({ policy, model, version, checksum, users }) =>
      entry(`${policy} ${model} ${version} ${checksum}`, model, version, target === 'odu' ? K : users.length),
    );
    const left = K - models.reduce((sum, { users }) => sum + users, 0);
    const base = own[target];
    if (base !== null && left > 0) models.unshift(entry('', base.name, base.version, left));
    regimes.push({ from: nearRtLoop, models });
    // Records are late by a loop or so.
    if (regimes.length > 8) regimes.shift();
    this.measure();
  }

  /** What was at work in a near-RT loop. */
  during(nearRtLoop: number): ModelInForce[] {
    return Object.values(this.regimes).flatMap((regimes) => {
      const models = regimes.findLast(({ from }) => from <= nearRtLoop)?.models ?? [];
      return models.map(({ key: _key, ...model }) => model);
    });
  }

  private measure(): void {
    this.gauge.reset();
    for (const { target, model, version, users } of this.during(Infinity))
      this.gauge.inc({ target, model, version: String(version) }, users);
  }
}
