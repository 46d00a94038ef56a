import { plotPanel } from '@chorus/plot';
import type { ExperimentResult, Panel } from '../result.ts';

/** `fig7.svg`, `fig6a-b.svg`. */
export function pictureName({ name }: Pick<ExperimentResult, 'name'>, { id }: Pick<Panel, 'id'>): string {
  return id === '' ? `${name}.svg` : `${name}-${id}.svg`;
}

/** A panel as an SVG, with the experiment's title where it has but one. */
export function pictureOf({ title, panels }: ExperimentResult, panel: Panel): string {
  return plotPanel(panels.length === 1 && title !== '' ? { ...panel, title } : panel);
}
