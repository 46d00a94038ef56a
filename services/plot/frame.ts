import type { Scale } from './scale.ts';

/** Where a plot's axes lie within its picture, and what they measure. */
export interface Frame {
  readonly width: number;
  readonly height: number;
  /** Margins. */
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  readonly x: Scale;
  readonly y: Scale;
}

/** A value's place in the picture, to a tenth of a pixel. */
export function at(frame: Frame, axis: 'x' | 'y', value: number): number {
  const { left, right, top, bottom, width, height } = frame;
  const part = frame[axis].part(value);
  const place =
    axis === 'x' ? left + part * (width - left - right) : height - bottom - part * (height - top - bottom);
  return Math.round(10 * place) / 10;
}
