import type { ProcessContext, Service } from '@chorus/platform/process.ts';
import { withPatience } from '@chorus/platform/retry.ts';
import { A1Client } from './a1-client.ts';
import { serveRapps } from './rapps.ts';

/** The non-RT RIC: an A1 consumer with its rApps. */
export class NonRtRic implements Service {
  private readonly context: ProcessContext;
  private readonly a1: A1Client;

  constructor(context: ProcessContext) {
    this.context = context;
    this.a1 = new A1Client(context.options.a1);
  }

  prepare(): void {
    serveRapps(this.context.http, this.a1);
  }

  async start(): Promise<void> {
    const { health, options, signal, log } = this.context;
    health.waitFor('A1 of the near-RT RIC');
    await withPatience(
      { peer: 'A1 of the near-RT RIC', address: options.a1, seconds: options.patienceS, signal },
      () => this.a1.healthcheck(),
    );
    log.info({ a1: options.a1 }, 'A1 is there');
    health.ok();
  }

  async stop(): Promise<void> {}
}
