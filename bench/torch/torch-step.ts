import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { LOG_SIGMA } from '@chorus/learning';
import type { SacConfig, SacSizes } from '@chorus/learning/sac.ts';

/** Every Python that may have PyTorch: the first on the path, then Debian's own. */
const PYTHONS = ['python3', '/usr/bin/python3'];

/** @returns a Python that has PyTorch, null where there is none */
export function findTorch(): string | null {
  return PYTHONS.find((python) => spawnSync(python, ['-c', 'import torch']).status === 0) ?? null;
}

/** What both sides start a comparison from; flat arrays, row-major. */
export interface Replayed {
  /** Variables of the network, kernel before bias, layer after layer. */
  actor: number[][];
  critic: number[][];
  /** Observations, actions before tanh, rewards, next observations. */
  batch: number[][];
  /** For each update, n of the next actions and n of the actions. */
  noise: number[][][];
}

export interface TorchLosses {
  critic: number;
  actor: number;
  temperature: number;
}

/** The same update in PyTorch, in a process of its own: `step.py`. */
export class TorchStep {
  private readonly child: ChildProcess;
  private readonly answers: AsyncIterator<string>;
  private errors = '';

  constructor(python: string) {
    this.child = spawn(python, [join(import.meta.dirname, 'step.py')], { stdio: 'pipe' });
    const { stdout, stderr } = this.child;
    if (stdout === null || stderr === null) throw new Error(`${python} has no output to read`);
    stderr.on('data', (text: Buffer) => (this.errors += text.toString()));
    this.answers = createInterface({ input: stdout })[Symbol.asyncIterator]();
  }

  async make(config: SacConfig, sizes: SacSizes): Promise<{ torch: string; parameters: number }> {
    const logSigma = [LOG_SIGMA.low, LOG_SIGMA.high];
    return (await this.ask({ make: { config, sizes, logSigma, seed: 1 } })) as never;
  }

  /** Time of an update [ms], on the wall's clock and of all threads on the processor's. */
  async step(threads: number): Promise<{ ms: number; cpuMs: number }> {
    return (await this.ask({ step: { threads } })) as never;
  }

  /** Losses of one update after the other from given weights, on one batch. */
  async replay(replay: Replayed): Promise<TorchLosses[]> {
    return ((await this.ask({ replay })) as { losses: TorchLosses[] }).losses;
  }

  close(): void {
    this.child.stdin?.end();
  }

  private async ask(request: object): Promise<unknown> {
    this.child.stdin?.write(`${JSON.stringify(request)}\n`);
    const answer = await this.answers.next();
    if (answer.done === true) throw new Error(`step.py ended: ${this.errors.trim()}`);
    return JSON.parse(answer.value);
  }
}
