import { once } from 'node:events';
import { Server, ServerCredentials, type ServerDuplexStream } from '@grpc/grpc-js';
import {
  ActionDefinition,
  ControlHeader,
  ControlMessage,
  E2apPdu,
  e2Service,
  EventTrigger,
  PRECODING,
  type ControlHeader as Header,
  type ControlMessage as Message,
  type DeepPartial,
  type E2apPdu as Pdu,
  type Period,
  type Report,
} from '@chorus/platform/proto.ts';

/** The other end of E2 in tests: accepts setups and lets the test talk. */
export class FakeRic {
  address = '';
  /** Every PDU received after its setup, by node. */
  readonly received: { node: string; pdu: Pdu }[] = [];
  readonly setups: string[] = [];
  /** Called for every PDU after setup. */
  onPdu: (node: string, pdu: Pdu) => void = () => undefined;
  private readonly server = new Server();
  private readonly streams = new Map<string, ServerDuplexStream<Buffer, Buffer>>();
  private readonly waiting: { matches: (pdu: Pdu) => boolean; resolve: (pdu: Pdu) => void }[] = [];

  async start(port = 0): Promise<void> {
    this.server.addService(e2Service, {
      connect: (stream: ServerDuplexStream<Buffer, Buffer>) => this.accept(stream),
    });
    const { promise, resolve, reject } = Promise.withResolvers<number>();
    this.server.bindAsync(`127.0.0.1:${port}`, ServerCredentials.createInsecure(), (error, bound) =>
      error === null ? resolve(bound) : reject(error),
    );
    this.address = `127.0.0.1:${await promise}`;
  }

  stop(): void {
    this.server.forceShutdown();
  }

  /** Ends a node's stream, as a RIC that restarts does. */
  async drop(node: string): Promise<void> {
    const stream = this.streamOf(node);
    const gone = once(stream, 'close');
    stream.end();
    await gone;
  }

  send(node: string, pdu: Parameters<typeof E2apPdu.encode>[0]): void {
    this.streamOf(node).write(E2apPdu.encode(pdu));
  }

  sendBytes(node: string, bytes: Buffer): void {
    this.streamOf(node).write(bytes);
  }

  subscribe(node: string, period: Period, report: Report, instance = 1): void {
    this.send(node, {
      ricSubscriptionRequest: {
        id: { requestor: 1, instance },
        ranFunction: PRECODING.id,
        eventTrigger: EventTrigger.encode({ period }),
        actionDefinition: ActionDefinition.encode({ report }),
      },
    });
  }

  control(node: string, header: DeepPartial<Header>, message: DeepPartial<Message>, instance = 1): void {
    this.send(node, {
      ricControlRequest: {
        id: { requestor: 2, instance },
        ranFunction: PRECODING.id,
        header: ControlHeader.encode(header),
        message: ControlMessage.encode(message),
      },
    });
  }

  /** The next PDU, from now on, that matches. */
  next(matches: (pdu: Pdu) => boolean): Promise<Pdu> {
    const { promise, resolve } = Promise.withResolvers<Pdu>();
    this.waiting.push({ matches, resolve });
    return promise;
  }

  private accept(stream: ServerDuplexStream<Buffer, Buffer>): void {
    let node = '';
    stream.on('error', () => undefined);
    stream.on('end', () => stream.end());
    stream.on('data', (bytes: Buffer) => {
      const pdu = E2apPdu.decode(bytes);
      if (pdu.e2SetupRequest) {
        node = pdu.e2SetupRequest.e2NodeId;
        this.streams.set(node, stream);
        this.setups.push(node);
        stream.write(E2apPdu.encode({ e2SetupResponse: { ricId: 'fake', accepted: [PRECODING] } }));
        this.onPdu(node, pdu);
        return;
      }
      this.received.push({ node, pdu });
      for (const waiter of this.waiting.splice(0))
        if (waiter.matches(pdu)) waiter.resolve(pdu);
        else this.waiting.push(waiter);
      this.onPdu(node, pdu);
    });
  }

  private streamOf(node: string): ServerDuplexStream<Buffer, Buffer> {
    const stream = this.streams.get(node);
    if (stream === undefined) throw new Error(`${node} has not set up`);
    return stream;
  }
}
