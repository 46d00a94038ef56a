import { Bracket, INPUTS } from './bracket.ts';
import type { Problem } from './problems.ts';

/** Problems as arrays for training, M eigenvalues each, scale-free as {@link Bracket} has them. */
export interface Dataset {
  readonly size: number;
  readonly width: number;
  /** [size, INPUTS] */
  readonly inputs: Float32Array;
  /** p_n and l_n + x0, [size, M]; 0 and 1 where a problem has fewer eigenvalues. */
  readonly share: Float32Array;
  readonly distance: Float32Array;
  /** [size] each. */
  readonly reach: Float32Array;
  readonly span: Float32Array;
}

/** @param width M, at least the N_t of every problem */
export function toDataset(problems: readonly Problem[], width: number): Dataset {
  const size = problems.length;
  const data: Dataset = {
    size,
    width,
    inputs: new Float32Array(size * INPUTS),
    share: new Float32Array(size * width),
    distance: new Float32Array(size * width).fill(1),
    reach: new Float32Array(size),
    span: new Float32Array(size),
  };
  const bracket = new Bracket();
  for (const [i, { lambda, phi, pMax }] of problems.entries()) {
    bracket.read(lambda, phi, pMax);
    data.inputs.set(bracket.inputs, i * INPUTS);
    data.reach[i] = bracket.reach;
    data.span[i] = bracket.span;
    for (let n = 0; n < phi.length; n++) {
      if (phi[n] <= 0) continue;
      data.share[i * width + n] = phi[n] / (bracket.scale ** 2 * pMax);
      data.distance[i * width + n] = lambda[n] / bracket.scale + bracket.start;
    }
  }
  return data;
}

/** Rows `rows` of a set, in this order. */
export function selectRows(data: Dataset, rows: Int32Array): Dataset {
  const take = (values: Float32Array) => {
    const width = values.length / data.size;
    const out = new Float32Array(rows.length * width);
    for (const [i, row] of rows.entries())
      out.set(values.subarray(row * width, (row + 1) * width), i * width);
    return out;
  };
  const { width, inputs, share, distance, reach, span } = data;
  return {
    size: rows.length,
    width,
    inputs: take(inputs),
    share: take(share),
    distance: take(distance),
    reach: take(reach),
    span: take(span),
  };
}

/** Mean and standard deviation of each input. */
export function inputMoments({ size, inputs }: Dataset): { mean: Float64Array; deviation: Float64Array } {
  const mean = new Float64Array(INPUTS);
  const deviation = new Float64Array(INPUTS);
  for (const [i, value] of inputs.entries()) mean[i % INPUTS] += value / size;
  for (const [i, value] of inputs.entries()) deviation[i % INPUTS] += (value - mean[i % INPUTS]) ** 2 / size;
  return { mean, deviation: deviation.map((variance) => Math.sqrt(variance) || 1) };
}
