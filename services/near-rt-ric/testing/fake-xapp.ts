import { Client, credentials, type ClientReadableStream, type ServiceError } from '@grpc/grpc-js';
import {
  ActionDefinition,
  ControlHeader,
  ControlMessage,
  EventTrigger,
  PRECODING,
  SubscribeRequest,
  XappControlOutcome,
  XappControlRequest,
  XappAppsReport,
  XappEvent,
  xappService,
  type DeepPartial,
  type NodeOutcome,
  type Report,
} from '@chorus/platform/proto.ts';

/** An xApp's replica in tests. */
export class FakeXapp {
  private readonly client: Client;
  private readonly digest: string;
  private readonly xapp: { name: string; replica: number; replicas: number };
  private stream: ClientReadableStream<Buffer> | null = null;
  private readonly events: XappEvent[] = [];
  private waiting: ((event: XappEvent) => void)[] = [];

  constructor(address: string, digest: string, replica: number, name = 'closed-form') {
    this.client = new Client(address, credentials.createInsecure(), { 'grpc.use_local_subchannel_pool': 1 });
    this.digest = digest;
    this.xapp = { name, replica, replicas: 3 };
  }

  /** Opens a subscription. @returns the RIC's first event; rejects with the stream's error */
  subscribe(report: Report, change: DeepPartial<SubscribeRequest> = {}): Promise<XappEvent> {
    const csi = report === 'SERVED_CSI' || report === 'COUPLED_CSI';
    const { path, requestSerialize, responseDeserialize } = xappService.subscribe;
    const request = SubscribeRequest.encode({
      xapp: this.xapp,
      scenarioDigest: this.digest,
      ranFunction: PRECODING.id,
      eventTrigger: EventTrigger.encode({ period: csi ? 'RT_LOOP' : 'NEAR_RT_LOOP' }),
      actionDefinition: ActionDefinition.encode({ report }),
      ...change,
    });
    const stream = this.client.makeServerStreamRequest(path, requestSerialize, responseDeserialize, request);
    this.stream = stream;
    const { promise, reject } = Promise.withResolvers<never>();
    promise.catch(() => undefined);
    stream.on('error', (error: ServiceError) => reject(error));
    stream.on('data', (bytes: Buffer) => {
      const event = XappEvent.decode(bytes);
      const waiting = this.waiting.shift();
      if (waiting) waiting(event);
      else this.events.push(event);
    });
    return Promise.race([this.next(), promise]);
  }

  /** The next event, now or later. */
  next(): Promise<XappEvent> {
    const event = this.events.shift();
    return event ? Promise.resolve(event) : new Promise((resolve) => this.waiting.push(resolve));
  }

  /** Events that nobody has taken. */
  get pending(): number {
    return this.events.length;
  }

  control(header: DeepPartial<ControlHeader>, message: DeepPartial<ControlMessage>): Promise<NodeOutcome[]> {
    return this.controlBytes(
      XappControlRequest.encode({
        xapp: this.xapp,
        header: ControlHeader.encode(header),
        message: ControlMessage.encode(message),
      }),
    );
  }

  controlBytes(request: Buffer): Promise<NodeOutcome[]> {
    const { path, requestSerialize, responseDeserialize } = xappService.control;
    return new Promise((resolve, reject) => {
      this.client.makeUnaryRequest(path, requestSerialize, responseDeserialize, request, (error, answer) => {
        if (error) reject(error);
        else resolve(XappControlOutcome.decode(answer as Buffer).nodes);
      });
    });
  }

  /** Says what became of a plan of apps. */
  reportApps(report: DeepPartial<XappAppsReport>): Promise<void> {
    const { path, requestSerialize, responseDeserialize } = xappService.reportApps;
    const request = XappAppsReport.encode({ ...report, xapp: this.xapp });
    return new Promise((resolve, reject) => {
      this.client.makeUnaryRequest(path, requestSerialize, responseDeserialize, request, (error) =>
        error ? reject(error) : resolve(),
      );
    });
  }

  /** The next event of this kind; those before it are gone. */
  async nextOf<B extends NonNullable<XappEvent['body']>>(body: B): Promise<NonNullable<XappEvent[B]>> {
    for (;;) {
      const event = await this.next();
      if (event[body]) return event[body];
    }
  }

  /** Ends the subscription. */
  leave(): void {
    this.stream?.cancel();
  }

  close(): void {
    this.leave();
    this.client.close();
  }
}
