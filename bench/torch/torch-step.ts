import { join } from 'node:path';
import { LOG_SIGMA } from '@chorus/learning';
import type { SacConfig, SacSizes } from '@chorus/learning/sac.ts';
import { findPython, PythonScript } from '../python-script.ts';

/** Every Python that may have PyTorch: the first on the path, then Debian's own. */
const PYTHONS = ['python3', '/usr/bin/python3'];

/** @returns a Python that has PyTorch, null where there is none */
export function findTorch(): string | null {
  return findPython(PYTHONS, 'torch');
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
  private readonly script: PythonScript;

  constructor(python: string) {
    this.script = new PythonScript(python, join(import.meta.dirname, 'step.py'));
  }

  async make(config: SacConfig, sizes: SacSizes): Promise<{ torch: string; parameters: number }> {
    const logSigma = [LOG_SIGMA.low, LOG_SIGMA.high];
    return (await this.script.ask({ make: { config, sizes, logSigma, seed: 1 } })) as never;
  }

  /** Time of an update [ms], on the wall's clock and of all threads on the processor's. */
  async step(threads: number): Promise<{ ms: number; cpuMs: number }> {
    return (await this.script.ask({ step: { threads } })) as never;
  }

  /** Losses of one update after the other from given weights, on one batch. */
  async replay(replay: Replayed): Promise<TorchLosses[]> {
    return ((await this.script.ask({ replay })) as { losses: TorchLosses[] }).losses;
  }

  close(): void {
    this.script.close();
  }
}
