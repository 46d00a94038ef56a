import type { ModelDetails, ModelSummary } from '@chorus/non-rt-ric/models/summary.ts';
import { alignedTable, namedValues, number } from '../summary/table.ts';

const METRICS_SHOWN = 3;

/** The registry, a version a line. */
export function modelsTable(models: readonly ModelSummary[]): string {
  if (models.length === 0) return 'the registry is empty';
  const rows = models.map((model) => [
    `${model.name}@${model.version}`,
    model.kind,
    specOf(model),
    number(model.weights),
    metricsOf(model.metrics, METRICS_SHOWN),
    String(model.seed),
    model.checksum.slice(0, 12),
  ]);
  return alignedTable([['model', 'kind', 'for', 'weights', 'metrics', 'seed', 'checksum'], ...rows]);
}

/** All that the registry says of one version. */
export function modelTable(model: ModelDetails): string {
  return namedValues([
    ['model', `${model.name}@${model.version}`],
    ['kind', model.kind],
    ['spec', JSON.stringify(model.spec)],
    ['network', `${model.sizes.join('-')}, ${number(model.weights)} weights`],
    ['metrics', metricsOf(model.metrics, Infinity)],
    ['seed', String(model.seed)],
    ['command', model.command],
    ['config', JSON.stringify(model.config)],
    ['checksum', model.checksum],
  ]);
}

function specOf({ spec }: ModelSummary): string {
  const words = Object.entries(spec).filter(([, value]) => typeof value !== 'object');
  return words.map(([field, value]) => `${field} ${String(value)}`).join(', ') || '-';
}

function metricsOf(metrics: Readonly<Record<string, number>>, most: number): string {
  const words = Object.entries(metrics).map(([name, value]) => `${name} ${Number(value.toPrecision(4))}`);
  const more = words.length > most ? ', ...' : '';
  return words.slice(0, most).join(', ') + more || '-';
}
