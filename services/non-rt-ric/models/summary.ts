import { modelChecksum, type Model } from '@chorus/learning';

/** What the registry says of a model without its weights. */
export interface ModelSummary {
  readonly name: string;
  readonly version: number;
  readonly kind: Model['kind'];
  readonly spec: Model['spec'];
  readonly sizes: readonly number[];
  readonly weights: number;
  readonly metrics: Readonly<Record<string, number>>;
  readonly seed: number;
  readonly checksum: string;
}

/** With how it was made. */
export interface ModelDetails extends ModelSummary {
  readonly command: string;
  readonly config: Readonly<Record<string, unknown>>;
}

export function summaryOf(model: Model): ModelSummary {
  const { name, version, kind, spec, network, weights, training } = model;
  const { metrics, seed } = training;
  const checksum = modelChecksum(model);
  return {
    name,
    version,
    kind,
    spec,
    sizes: network.sizes,
    weights: weights.length,
    metrics,
    seed,
    checksum,
  };
}

export function detailsOf(model: Model): ModelDetails {
  const { command, config } = model.training;
  return { ...summaryOf(model), command, config };
}
