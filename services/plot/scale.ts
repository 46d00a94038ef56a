import { ticks } from './axis.ts';

/** One axis: where a value lies between its ends, and what stands at its ticks. */
export interface Scale {
  readonly ticks: readonly { readonly value: number; readonly text: string }[];
  /** 0 at the first end, 1 at the last. */
  readonly part: (value: number) => number;
}

/** Round numbers that cover an interval. */
export function linearScale(low: number, high: number): Scale {
  return between(ticks(low, high));
}

/** The given ticks, ascending, from the first to the last. */
export function between(values: readonly number[]): Scale {
  const first = values[0];
  const span = values[values.length - 1] - first;
  return {
    ticks: values.map((value) => ({ value, text: String(value) })),
    part: (value) => (value - first) / span,
  };
}

/** Powers of ten that cover an interval of positive numbers. @throws RangeError for others */
export function logScale(low: number, high: number): Scale {
  if (!(low > 0)) throw new RangeError(`${low} on a logarithmic axis`);
  const first = Math.floor(Math.log10(low));
  const last = Math.max(first + 1, Math.ceil(Math.log10(high)));
  const powers = Array.from({ length: last - first + 1 }, (_, n) => first + n);
  return {
    ticks: powers.map((power) => ({
      value: 10 ** power,
      text: power >= 0 && power < 4 ? `${10 ** power}` : `1e${power}`,
    })),
    part: (value) => (Math.log10(value) - first) / (last - first),
  };
}

/** Names at equal distances; the n-th lies at n. */
export function nameScale(names: readonly string[]): Scale {
  return {
    ticks: names.map((text, value) => ({ value, text })),
    part: (value) => (value + 0.5) / names.length,
  };
}
