import { Counter, type Registry } from 'prom-client';

type Labels = Record<string, string>;

/**
 * Counts that cost one addition each: hot paths add to plain numbers, and Prometheus reads them when
 * it asks.
 */
export class Counts {
  private readonly values = new Map<string, { labels: Labels; value: number }>();

  /** @param name with its unit; ends in _total */
  constructor(registry: Registry, name: string, help: string, labelNames: readonly string[] = []) {
    const { values } = this;
    new Counter({
      name,
      help,
      labelNames: [...labelNames],
      registers: [registry],
      collect() {
        this.reset();
        for (const { labels, value } of values.values()) this.inc(labels, value);
      },
    });
  }

  /** The cell of these labels, made at zero on first use: keep it and add to its `value`. */
  cell(labels: Labels = {}): { value: number } {
    const key = Object.values(labels).join('\0');
    const found = this.values.get(key);
    if (found !== undefined) return found;
    const made = { labels, value: 0 };
    this.values.set(key, made);
    return made;
  }

  add(labels: Labels = {}, amount = 1): void {
    this.cell(labels).value += amount;
  }
}
