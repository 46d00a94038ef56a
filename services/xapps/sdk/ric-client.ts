import { setTimeout as sleep } from 'node:timers/promises';
import { Client, credentials, status, type ClientReadableStream, type StatusObject } from '@grpc/grpc-js';
import { ChorusError } from '@chorus/platform/errors.ts';
import {
  ActionDefinition,
  ControlHeader,
  ControlMessage,
  EventTrigger,
  PRECODING,
  SubscribeRequest,
  XappEvent,
  XappAppsReport,
  XappModelsReport,
  xappService,
  type AppPlan,
  type AppTakeover,
  type DeepPartial,
  type IndicationNotice,
  type ModelPlan,
  type ModelTakeover,
  type NodeOutcome,
  type Period,
  type Report,
  type XappId,
} from '@chorus/platform/proto.ts';
import type { Logger } from 'pino';
import { ControlStream } from './control-stream.ts';

const RETRY_MS = 100;

export interface RicClientComponents {
  readonly log: Logger;
  readonly signal: AbortSignal;
}
export interface RicClientInit {
  readonly address: string;
  readonly digest: string;
  readonly xapp: XappId;
  readonly patienceS: number;
}
export interface RicEvents {
  subscribed(e2Nodes: string[]): void;
  /** Reports that are in the SDL, or on their way there. */
  notices(notices: readonly IndicationNotice[]): void;
  /** Models to fetch and try. */
  plan(plan: ModelPlan): void;
  takeover(takeover: ModelTakeover): void;
  /** Apps to load and try; only processes that host the scenario's xApp are told. */
  appPlan?(plan: AppPlan): void;
  appTakeover?(takeover: AppTakeover): void;
  /** What to subscribe to when the RIC is back, where that has changed. */
  wanted?(): { period: Period; report: Report };
  /** The RIC has gone; it is tried again. */
  lost(reason: string): void;
}

/** An xApp's end of the near-RT RIC's xApp API. */
export class RicClient {
  private readonly components: RicClientComponents;
  private readonly init: RicClientInit;
  private readonly client: Client;
  private readonly controls: ControlStream;

  constructor(components: RicClientComponents, init: RicClientInit) {
    this.components = components;
    this.init = init;
    this.client = new Client(init.address, credentials.createInsecure(), {
      'grpc.max_receive_message_length': -1,
      'grpc.initial_reconnect_backoff_ms': RETRY_MS,
      'grpc.min_reconnect_backoff_ms': RETRY_MS,
      'grpc.max_reconnect_backoff_ms': 10 * RETRY_MS,
      'grpc.enable_channelz': 0,
    });
    this.controls = new ControlStream(this.client);
  }

  /**
   * Keeps a subscription until the signal is aborted.
   *
   * @throws ChorusError CHORUS_PEER_TIMEOUT when the RIC stays away longer than the patience,
   *   CHORUS_E2_REFUSED when it refuses the subscription
   */
  async subscribe(period: Period, report: Report, events: RicEvents): Promise<void> {
    const { signal } = this.components;
    const { digest, xapp, address, patienceS: seconds } = this.init;
    const request = () => {
      const wanted = events.wanted?.() ?? { period, report };
      return SubscribeRequest.encode({
        xapp,
        scenarioDigest: digest,
        ranFunction: PRECODING.id,
        eventTrigger: EventTrigger.encode({ period: wanted.period }),
        actionDefinition: ActionDefinition.encode({ report: wanted.report }),
        prompt: true,
      });
    };
    let awaySince: number | null = performance.now();
    while (!signal.aborted) {
      const { code, details: reason } = await this.listen(request(), events, () => (awaySince = null));
      if (signal.aborted) return;
      if (code === status.FAILED_PRECONDITION)
        throw new ChorusError('CHORUS_E2_REFUSED', {
          procedure: 'Subscribe',
          cause: 'failed-precondition',
          detail: reason,
        });
      events.lost(reason);
      awaySince ??= performance.now();
      if (performance.now() - awaySince > 1000 * seconds)
        throw new ChorusError('CHORUS_PEER_TIMEOUT', { peer: 'near-rt-ric', address, seconds, reason });
      await sleep(RETRY_MS, undefined, { signal }).catch(() => undefined);
    }
  }

  /**
   * @param models generation of the model plan that the control was made with
   * @returns what became of a control at each E2 node; rejects where the RIC has gone
   */
  control(
    header: DeepPartial<ControlHeader>,
    message: DeepPartial<ControlMessage>,
    models = 0,
  ): Promise<NodeOutcome[]> {
    return this.controls.send({
      xapp: this.init.xapp,
      header: ControlHeader.encode(header),
      message: ControlMessage.encode(message),
      models,
    });
  }

  /** Says what became of a model plan: no cause where it is ready. */
  async reportModels(report: Omit<XappModelsReport, 'xapp'>): Promise<void> {
    const { xapp } = this.init;
    await this.call(xappService.reportModels, XappModelsReport.encode({ xapp, ...report }));
  }

  /** Says what became of a plan of apps, or of its takeover. */
  async reportApps(report: Partial<XappAppsReport>): Promise<void> {
    const { xapp } = this.init;
    await this.call(xappService.reportApps, XappAppsReport.encode({ ...report, xapp }));
  }

  stop(): void {
    this.client.close();
  }

  private call(
    { path, requestSerialize, responseDeserialize }: typeof xappService.reportApps,
    request: Buffer,
  ): Promise<Buffer> {
    const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
    this.client.makeUnaryRequest(path, requestSerialize, responseDeserialize, request, (error, answer) => {
      if (error === null && answer !== undefined) resolve(answer);
      else reject(error ?? new Error('no answer'));
    });
    return promise;
  }

  /** Resolves when the stream is over, with the status that ended it. */
  private listen(request: Buffer, events: RicEvents, onEvent: () => void): Promise<StatusObject> {
    const { path, requestSerialize, responseDeserialize } = xappService.subscribe;
    const { signal, log } = this.components;
    const { promise, resolve } = Promise.withResolvers<StatusObject>();
    const stream: ClientReadableStream<Buffer> = this.client.makeServerStreamRequest(
      path,
      requestSerialize,
      responseDeserialize,
      request,
    );
    const cancel = () => stream.cancel();
    signal.addEventListener('abort', cancel, { once: true });
    stream.on('data', (bytes: Buffer) => {
      onEvent();
      try {
        const event = XappEvent.decode(bytes);
        if (event.subscribed) events.subscribed(event.subscribed.e2Nodes);
        else if (event.indications) events.notices(event.indications.notices);
        else if (event.indication) events.notices([event.indication]);
        else if (event.modelPlan) events.plan(event.modelPlan);
        else if (event.modelTakeover) events.takeover(event.modelTakeover);
        else if (event.appPlan) events.appPlan?.(event.appPlan);
        else if (event.appTakeover) events.appTakeover?.(event.appTakeover);
      } catch (error) {
        log.error({ err: error }, 'bad event of the near-RT RIC');
      }
    });
    stream.on('status', resolve);
    // The status says the same.
    stream.on('error', () => undefined);
    return promise.finally(() => signal.removeEventListener('abort', cancel));
  }
}
