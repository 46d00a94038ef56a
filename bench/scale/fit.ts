/**
 * The exponent b of y = a x^b that fits best, by least squares of the logarithms.
 *
 * @returns null where x does not vary
 */
export function exponent(x: readonly number[], y: readonly number[]): number | null {
  const [u, v] = [x, y].map((values) => values.map(Math.log));
  const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;
  const [centreX, centreY] = [mean(u), mean(v)];
  const spread = u.reduce((sum, value) => sum + (value - centreX) ** 2, 0);
  if (spread < 1e-12) return null;
  return u.reduce((sum, value, n) => sum + (value - centreX) * (v[n] - centreY), 0) / spread;
}
