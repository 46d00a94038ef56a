import type { HealthReport } from './testbed/watch.ts';

/** One line on a terminal while a testbed starts: how many processes are up, and what the next one waits for. */
export class StartProgress {
  readonly #total: number;
  readonly #terminal: { readonly isTTY?: boolean; write(text: string): unknown };

  constructor(
    total: number,
    terminal: { readonly isTTY?: boolean; write(text: string): unknown } = process.stderr,
  ) {
    this.#total = total;
    this.#terminal = terminal;
  }

  show(waiting: readonly HealthReport[]): void {
    const [next] = waiting;
    const why = next === undefined ? '' : `, ${next.name}: ${next.waitingFor ?? 'starting'}`;
    this.#line(`starting: ${this.#total - waiting.length} of ${this.#total} processes are up${why}`);
  }

  clear(): void {
    this.#line('');
  }

  #line(text: string): void {
    // Back to the line's beginning, and clear what is left of the old one.
    if (this.#terminal.isTTY === true) this.#terminal.write(`\r${text}\x1b[K`);
  }
}
