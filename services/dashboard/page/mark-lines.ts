import type uPlot from '/vendor/uPlot.esm.js';
import type { Mark } from '../api.ts';
import { font } from './plot-style.ts';
import { themeColor } from './theme.ts';

/** Height of a row of labels above the plot [CSS pixels]. */
export const ROW_HEIGHT = 13;
const LONGEST = 28;

/**
 * Draws the marks that are in the plot's window: a line each, and above the plot its text where there is room.
 *
 * @param rows of labels, so that those of near marks do not cover each other
 * @returns the slots of those that were drawn
 */
export function drawMarks(plot: uPlot, marks: readonly Mark[], rows: number): number[] {
  const { ctx, bbox, scales } = plot;
  const ratio = window.devicePixelRatio;
  const [min, max] = [scales['x'].min ?? Infinity, scales['x'].max ?? -Infinity];
  const taken = new Array<number>(rows).fill(-Infinity);
  const drawn: number[] = [];
  ctx.save();
  ctx.strokeStyle = themeColor('mark');
  ctx.fillStyle = themeColor('mark');
  ctx.lineWidth = ratio;
  ctx.font = font.replace('11', String(11 * ratio));
  ctx.textBaseline = 'top';
  ctx.textAlign = 'left';
  for (const { slot, text } of marks) {
    if (slot < min || slot > max) continue;
    const x = Math.round(plot.valToPos(slot, 'x', true));
    ctx.setLineDash([4 * ratio, 3 * ratio]);
    const label = text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text;
    const width = ctx.measureText(label).width;
    const left = Math.max(bbox.left, Math.min(x, bbox.left + bbox.width - width));
    const row = taken.findIndex((end) => end < left);
    const top = bbox.top - (rows - Math.max(row, 0)) * ROW_HEIGHT * ratio;
    ctx.beginPath();
    ctx.moveTo(x, row < 0 ? bbox.top : top + ROW_HEIGHT * ratio);
    ctx.lineTo(x, bbox.top + bbox.height);
    ctx.stroke();
    drawn.push(slot);
    if (row < 0) continue;
    taken[row] = left + width + 8 * ratio;
    ctx.fillText(label, left, top);
  }
  ctx.restore();
  return drawn;
}
