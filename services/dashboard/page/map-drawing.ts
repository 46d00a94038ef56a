import type { TestbedView } from '../api.ts';
import { scaleColor } from './color-scale.ts';
import { wrapSegments, type Point } from './map-geometry.ts';
import { oduMark, outline } from './odu-marks.ts';
import { themeColor } from './theme.ts';

/** What the map shows of this moment. */
export interface MapState {
  readonly testbed: TestbedView;
  /** r_k, [K]; null before the first tick. */
  readonly rates: readonly number[] | null;
  /** The top of the colour scale. */
  readonly rateMax: number;
  readonly user: number | null;
  readonly allLinks: boolean;
}

/** Draws the area onto a square of `size` CSS pixels; the y axis points up. */
export function drawMap(ctx: CanvasRenderingContext2D, size: number, state: MapState): void {
  const { testbed, user, allLinks } = state;
  const scale = size / testbed.areaM;
  const at = ({ x, y }: Point) => [x * scale, size - y * scale] as const;
  ctx.clearRect(0, 0, size, size);
  drawGrid(ctx, size);
  const links = (k: number) => {
    const { [k]: from } = testbed.users;
    for (const l of from.serving)
      for (const [x1, y1, x2, y2] of wrapSegments(from, testbed.radios[l], testbed.areaM)) {
        ctx.moveTo(...at({ x: x1, y: y1 }));
        ctx.lineTo(...at({ x: x2, y: y2 }));
      }
  };
  if (allLinks) stroke(ctx, themeColor('muted'), 0.5, 0.45, () => testbed.users.forEach((_, k) => links(k)));
  if (user !== null) stroke(ctx, themeColor('accent'), 1.75, 1, () => links(user));
  const serving = user === null ? null : new Set(testbed.users[user].serving);
  const dot = Math.max(3.5, Math.min(6.5, size / 80));
  testbed.radios.forEach((radio, l) => drawRadio(ctx, at(radio), dot, radio.odu, serving?.has(l) ?? true));
  testbed.users.forEach((place, k) => drawUser(ctx, at(place), dot, state, k));
}

function drawGrid(ctx: CanvasRenderingContext2D, size: number): void {
  stroke(ctx, themeColor('line'), 1, 1, () => {
    for (let i = 1; i < 4; i++) {
      const place = Math.round((i * size) / 4) + 0.5;
      ctx.moveTo(place, 0);
      ctx.lineTo(place, size);
      ctx.moveTo(0, place);
      ctx.lineTo(size, place);
    }
  });
}

function stroke(
  ctx: CanvasRenderingContext2D,
  color: string,
  width: number,
  alpha: number,
  path: () => void,
): void {
  ctx.strokeStyle = color;
  ctx.lineWidth = width;
  ctx.globalAlpha = alpha;
  ctx.beginPath();
  path();
  ctx.stroke();
  ctx.globalAlpha = 1;
}

function drawRadio(
  ctx: CanvasRenderingContext2D,
  [x, y]: readonly [number, number],
  radius: number,
  odu: number,
  strong: boolean,
): void {
  const { color, shape } = oduMark(odu);
  ctx.globalAlpha = strong ? 1 : 0.35;
  ctx.beginPath();
  for (const [dx, dy] of outline(shape)) ctx.lineTo(x + radius * dx, y + radius * dy);
  ctx.closePath();
  ctx.fillStyle = color;
  ctx.fill();
  // A colour alone may be too near to the ground in one of the themes.
  ctx.strokeStyle = themeColor('ink');
  ctx.lineWidth = 0.75;
  ctx.stroke();
  ctx.globalAlpha = 1;
}

function drawUser(
  ctx: CanvasRenderingContext2D,
  [x, y]: readonly [number, number],
  radius: number,
  { rates, rateMax, user }: MapState,
  k: number,
): void {
  const picked = k === user;
  ctx.beginPath();
  ctx.arc(x, y, radius * (picked ? 1.5 : 1.15), 0, 2 * Math.PI);
  ctx.fillStyle = rates === null ? themeColor('panel') : scaleColor(rates[k], rateMax);
  ctx.fill();
  ctx.strokeStyle = themeColor('ink');
  ctx.lineWidth = picked ? 2 : 1;
  ctx.stroke();
  if (!picked) return;
  ctx.beginPath();
  ctx.arc(x, y, radius * 2.3, 0, 2 * Math.PI);
  ctx.strokeStyle = themeColor('accent');
  ctx.lineWidth = 2;
  ctx.stroke();
}
