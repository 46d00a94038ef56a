/** The p-quantile of samples, by the nearest rank. */
export function quantile(samples: readonly number[], p: number): number {
  const sorted = [...samples].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(p * sorted.length) - 1))];
}

/** Processor time of a computation in this process [ms], its garbage collection included: others on the machine do not add to it. */
export function processorMs(run: () => void): number {
  const before = process.cpuUsage();
  run();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

/** Median processor time of one call [ms], after a warm-up that lets the compiler finish. */
export function medianMs(run: () => void, calls: number): number {
  for (let i = 0; i < Math.ceil(calls / 3); i++) run();
  const samples: number[] = [];
  for (let i = 0; i < calls; i++) samples.push(processorMs(run));
  return quantile(samples, 0.5);
}

/** p50 and p99 of an asynchronous round trip [microseconds], one in flight. */
export async function roundTripUs(
  run: () => Promise<void>,
  calls: number,
): Promise<{ p50: number; p99: number }> {
  for (let i = 0; i < Math.ceil(calls / 3); i++) await run();
  const samples: number[] = [];
  for (let i = 0; i < calls; i++) {
    const start = performance.now();
    await run();
    samples.push(1000 * (performance.now() - start));
  }
  return { p50: quantile(samples, 0.5), p99: quantile(samples, 0.99) };
}
