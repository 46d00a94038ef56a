import { once } from 'node:events';
import { parentPort, Worker, workerData } from 'node:worker_threads';
import { startBackend } from '@chorus/learning/nn/backend.ts';
import type { SacConfig, SacSizes } from '@chorus/learning/sac.ts';
import { OurStep } from './learning-step.ts';

interface Given {
  config: SacConfig;
  sizes: SacSizes;
  users: number;
}

/**
 * {@link OurStep} in a thread of its own: the wasm backend's heap never shrinks, and once it has asked for more
 * than its 4 GiB it is of no use any more.
 */
export class IsolatedStep {
  private readonly worker: Worker;

  constructor(config: SacConfig, sizes: SacSizes, users: number) {
    this.worker = new Worker(import.meta.filename, { workerData: { config, sizes, users } satisfies Given });
  }

  /** @throws where the networks do not fit */
  async run(): Promise<{ ms: number; cpuMs: number }> {
    this.worker.postMessage(null);
    const [times] = (await once(this.worker, 'message')) as [{ ms: number; cpuMs: number }];
    return times;
  }

  async stop(): Promise<void> {
    await this.worker.terminate();
  }
}

if (parentPort !== null) {
  const port = parentPort;
  const { config, sizes, users } = workerData as Given;
  let step: OurStep | null = null;
  const run = async () => {
    if (step === null) await startBackend('wasm');
    step ??= new OurStep(config, sizes, users);
    port.postMessage(step.run());
  };
  port.on('message', () => void run());
}
