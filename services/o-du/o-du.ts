import { OduCell } from '@chorus/phy';
import { connectBus, type Bus } from '@chorus/platform/bus.ts';
import { ChorusError } from '@chorus/platform/errors.ts';
import { warmFetch } from '@chorus/platform/fetch-model.ts';
import type { ProcessContext, Service } from '@chorus/platform/process.ts';
import { appsOf } from '@chorus/platform/schemes.ts';
import { assemble, type Ingredients } from './assemble.ts';
import type { D2Repeats } from './d2-repeats.ts';
import { DAppLoader } from './dapp-loader.ts';
import type { E2Node } from './e2-node.ts';
import { OduMetrics } from './o-du-metrics.ts';
import type { Fronthaul } from './fronthaul.ts';
import type { OfhClients } from './ofh-clients.ts';

/** An O-DU: E2 node, host of the dApps, end of O-FH and D2. */
export class ODu implements Service {
  private readonly context: ProcessContext;
  private readonly odu: number;
  private readonly cell: OduCell;
  private readonly metrics: OduMetrics;
  private bus: Bus | null = null;
  private repeats: D2Repeats | null = null;
  private e2: E2Node | null = null;
  private ofh: OfhClients | null = null;
  private fronthaul: Fronthaul | null = null;

  /** @throws ChorusError CHORUS_USAGE where the scenario has no such O-DU */
  constructor(context: ProcessContext) {
    const { options, topology, metrics } = context;
    if (options.index >= topology.U)
      throw new ChorusError('CHORUS_USAGE', {
        reason: `--index ${options.index}; this scenario has O-DUs 0 to ${topology.U - 1}`,
      });
    this.context = context;
    this.odu = options.index;
    this.cell = new OduCell(topology, this.odu);
    this.metrics = new OduMetrics(metrics);
  }

  async start(): Promise<void> {
    const { health, signal } = this.context;
    const dApps = await this.loadDApps();
    await warmFetch();
    health.waitFor('nats-server');
    this.bus = await connectBus(this.context);
    const { context, cell, metrics, bus } = this;
    const parts = assemble({ context, cell, metrics, bus, ...dApps });
    const { engine, fronthaul, d2, repeats, e2, ofh, reports } = parts;
    this.repeats = repeats;
    this.e2 = e2;
    this.ofh = ofh;
    this.fronthaul = fronthaul;
    // ru-sim starts the clock when every O-DU has said Hello: what the first slots need stands before.
    await d2.start();
    await repeats.start();
    health.waitFor('near-rt-ric');
    await e2.start(signal);
    health.waitFor('ru-sim');
    await ofh.start(signal);
    health.ok(() => ({
      slot: engine.answered,
      nearRtLoop: engine.nearRtLoop,
      done: fronthaul.over,
      subscriptions: reports.count,
      e2Setups: e2.setups,
      waitingFor: engine.waitingFor,
    }));
  }

  async stop(): Promise<void> {
    this.repeats?.stop();
    this.ofh?.stop();
    this.fronthaul?.stop();
    this.e2?.stop();
    await this.bus?.stop();
  }

  private async loadDApps(): Promise<Pick<Ingredients, 'precoder' | 'multiplier' | 'names' | 'loader'>> {
    const { scenario, topology, log } = this.context;
    const loader = new DAppLoader({ scenario, topology }, { odu: this.odu });
    const names = appsOf(scenario);
    const precoder = await loader.precoder(names);
    const multiplier = await loader.multiplier(names);
    log.info({ precoder: precoder.name, multiplier: multiplier.name }, 'dApps loaded');
    return { precoder, multiplier, names, loader };
  }
}
