import type { AddressInfo } from 'node:net';
import { resolve } from 'node:path';
import { formatEndpoint, parseTcpEndpoint } from '@chorus/platform/endpoint.ts';
import { modelsFolder } from '@chorus/platform/load-model.ts';
import type { ProcessContext, Service } from '@chorus/platform/process.ts';
import { withPatience } from '@chorus/platform/retry.ts';
import { A1Client } from './a1-client.ts';
import { TrainRapp } from './live/train-rapp.ts';
import { ModelRegistry } from './models/registry.ts';
import { serveRapps } from './rapps.ts';

/** The non-RT RIC: an A1 consumer with its rApps, and the model registry. */
export class NonRtRic implements Service {
  private readonly context: ProcessContext;
  private readonly a1: A1Client;
  private train: TrainRapp | null = null;

  constructor(context: ProcessContext) {
    this.context = context;
    this.a1 = new A1Client(context.options.a1);
  }

  prepare(): void {
    const { http, log, options } = this.context;
    const folder = options.models || resolve(process.env['CHORUS_HOME'] || '.chorus', 'models');
    const registry = new ModelRegistry({ log }, { folder, builtIn: modelsFolder });
    const modelUrl = (name: string, version: number) => `${this.ownUrl()}/models/${name}/${version}`;
    const assignment = { a1: this.a1, registry, modelUrl };
    this.train = new TrainRapp(this.context, assignment, folder);
    serveRapps(http, { assignment, train: this.train });
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

  async stop(): Promise<void> {
    await this.train?.close();
  }

  /** Where others reach this process. */
  private ownUrl(): string {
    const { http, options } = this.context;
    if (options.modelsUrl !== '') return options.modelsUrl.replace(/\/$/, '');
    const { host } = parseTcpEndpoint(options.http);
    const { port } = http.server.address() as AddressInfo;
    return `http://${formatEndpoint({ host, port })}`;
  }
}
