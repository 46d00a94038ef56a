import { connectBus, type Bus } from '@chorus/platform/bus.ts';
import { Counts } from '@chorus/platform/counters.ts';
import { LogLimit } from '@chorus/platform/log-limit.ts';
import type { ProcessContext, Service } from '@chorus/platform/process.ts';
import type { AppsView, Mark } from './api.ts';
import { AppsInquiry } from './apps-inquiry.ts';
import { servePage } from './page-files.ts';
import { ProcessRoster } from './process-roster.ts';
import { RecordReader } from './records/reader.ts';
import type { Kpi } from './records/types.ts';
import { serveApi } from './routes/api.ts';
import { SseHub } from './sse-hub.ts';
import { History } from './ticks/history.ts';
import { LoopFold } from './ticks/loop-fold.ts';
import { Upstream } from './upstream.ts';

/** Four ticks a second. */
const TICK_MS = 250;

/** The dashboard: folds the KPI records into ticks, serves them and the page, and hands on what steers the testbed. */
export class Dashboard implements Service {
  readonly context: ProcessContext;
  readonly fold: LoopFold;
  readonly history = new History();
  readonly hub = new SseHub();
  readonly roster: ProcessRoster;
  private readonly reader: RecordReader;
  private readonly records: Counts;
  private readonly logLimit: LogLimit;
  private readonly inquiry: AppsInquiry;
  private bus: Bus | null = null;
  private timer: NodeJS.Timeout | undefined;

  constructor(context: ProcessContext) {
    const { scenario, topology, metrics, log, options } = context;
    this.context = context;
    this.reader = new RecordReader(topology);
    this.fold = new LoopFold({ scenario, topology, onMark: (mark) => this.onMark(mark) });
    const { a1, ruSim, nonRtRic } = options;
    this.roster = new ProcessRoster(scenario, {
      'near-rt-ric': a1,
      'ru-sim': ruSim,
      'non-rt-ric': nonRtRic,
    });
    const help = 'KPI records by what became of them';
    this.records = new Counts(metrics, 'dashboard_kpi_records_total', help, ['result']);
    this.logLimit = new LogLimit(log);
    const onAnswer = (apps: AppsView['inForce']) => this.fold.addApps(apps);
    this.inquiry = new AppsInquiry({ ric: new Upstream('near-RT RIC', a1), log, onAnswer });
  }

  async prepare(): Promise<void> {
    await serveApi(this);
    servePage(this.context.http);
  }

  async start(): Promise<void> {
    const { context, hub } = this;
    context.health.waitFor('nats-server');
    this.bus = await connectBus(context);
    await this.bus.subscribe('kpi.>', (bytes) => this.onRecord(bytes));
    this.timer = setInterval(() => this.tick(), TICK_MS);
    context.health.ok(() => ({ clients: hub.size }));
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    this.hub.close();
    await this.bus?.stop();
  }

  private onRecord(bytes: Uint8Array): void {
    try {
      const kpi = this.reader.read(bytes);
      if (kpi !== null) this.take(kpi);
      this.records.add({ result: kpi === null ? 'not used' : 'taken' });
    } catch (error) {
      this.records.add({ result: 'invalid' });
      this.logLimit.warn({ err: error }, 'a KPI record was refused');
    }
  }

  private take(kpi: Kpi): void {
    this.fold.add(kpi);
    const { process, nearRtLoop } = kpi.record;
    this.roster.add(process, nearRtLoop, Date.now());
  }

  private onMark(mark: Mark): void {
    this.history.addMark(mark);
    this.hub.mark(mark);
  }

  private tick(): void {
    const now = Date.now();
    const tick = this.fold.take(now);
    if (tick === null) return;
    if (this.fold.ricIsSilent) void this.inquiry.ask(now);
    this.history.addTick(tick);
    this.hub.tick(tick);
  }
}
