import { Client, credentials, type ClientDuplexStream } from '@grpc/grpc-js';
import type { Topology } from '@chorus/phy';
import {
  ActionDefinition,
  E2apPdu,
  e2Service,
  IndicationHeader,
  IndicationMessage,
  PRECODING,
  type DeepPartial,
  type E2apBodies,
  type E2apBody,
  type IndicationMessage as Message,
  type RanFunction,
  type Report,
  type RicRequestId,
} from '@chorus/platform/proto.ts';
import { BYTES_PER_COMPLEX } from '@chorus/platform/e2-accounting.ts';

interface Waiting {
  readonly body: E2apBody;
  readonly resolve: (pdu: E2apPdu) => void;
}

/** The other end of E2 in tests. Answers subscriptions and controls unless told otherwise. */
export class FakeNode {
  readonly id: string;
  /** What came, in order. */
  readonly received: E2apPdu[] = [];
  /** Subscriptions that it has accepted. */
  readonly subscriptions: { id: RicRequestId; report: Report }[] = [];
  answers = true;
  private readonly client: Client;
  private stream: ClientDuplexStream<Buffer, Buffer>;
  private waiting: Waiting[] = [];
  private sequence = 0;
  /** Resolves when the RIC, or the test, has ended the stream. */
  ended: Promise<void>;

  constructor(address: string, id: string) {
    this.id = id;
    this.client = new Client(address, credentials.createInsecure(), { 'grpc.use_local_subchannel_pool': 1 });
    [this.stream, this.ended] = this.open();
  }

  /** A new stream on the same connection, with nothing set up. */
  reopen(): void {
    this.subscriptions.length = 0;
    [this.stream, this.ended] = this.open();
  }

  send(pdu: DeepPartial<E2apPdu>): void {
    this.sendBytes(E2apPdu.encode(pdu));
  }

  sendBytes(bytes: Buffer): void {
    this.stream.write(bytes);
  }

  /** The next PDU with this body that has not been taken, now or later. */
  async next<B extends E2apBody>(body: B): Promise<E2apBodies[B]> {
    const at = this.received.findIndex((pdu) => pdu.body === body);
    const pdu =
      at >= 0
        ? this.received.splice(at, 1)[0]
        : await new Promise<E2apPdu>((resolve) => this.waiting.push({ body, resolve }));
    return pdu[body] as E2apBodies[B];
  }

  /** Sets up. @returns the RIC's answer */
  async setup(scenarioDigest: string, ranFunctions: RanFunction[] = [PRECODING]) {
    this.send({ e2SetupRequest: { e2NodeId: this.id, scenarioDigest, ranFunctions } });
    return this.next('e2SetupResponse');
  }

  /** Sends a report under the newest subscription to it. */
  indicate(report: Report, when: { nearRtLoop: number; slot: number }, message: DeepPartial<Message>): void {
    const subscription = this.subscriptions.findLast((one) => one.report === report);
    if (!subscription) throw new Error(`${this.id} is not subscribed to for ${report}`);
    this.send({
      ricIndication: {
        id: subscription.id,
        ranFunction: PRECODING.id,
        sequence: this.sequence++,
        header: IndicationHeader.encode({ report, ...when, wallMs: 1 }),
        message: IndicationMessage.encode(message),
      },
    });
  }

  close(): void {
    this.stream.end();
    this.client.close();
  }

  private open(): [ClientDuplexStream<Buffer, Buffer>, Promise<void>] {
    const { path, requestSerialize, responseDeserialize } = e2Service.connect;
    const stream: ClientDuplexStream<Buffer, Buffer> = this.client.makeBidiStreamRequest(
      path,
      requestSerialize,
      responseDeserialize,
    );
    const ended = new Promise<void>((resolve) => {
      stream.on('end', resolve);
      stream.on('error', () => resolve());
    });
    stream.on('data', (bytes: Buffer) => this.receive(E2apPdu.decode(bytes)));
    return [stream, ended];
  }

  private receive(pdu: E2apPdu): void {
    if (this.answers) this.answer(pdu);
    const waiting = this.waiting.find(({ body }) => body === pdu.body);
    if (waiting) {
      this.waiting = this.waiting.filter((one) => one !== waiting);
      waiting.resolve(pdu);
    } else this.received.push(pdu);
  }

  private answer({ ricSubscriptionRequest, ricSubscriptionDeleteRequest, ricControlRequest }: E2apPdu): void {
    if (ricSubscriptionRequest) {
      const { id, actionDefinition } = ricSubscriptionRequest;
      this.subscriptions.push({ id, report: ActionDefinition.decode(actionDefinition).report });
      this.send({ ricSubscriptionResponse: { id } });
    }
    if (ricSubscriptionDeleteRequest) {
      const { id } = ricSubscriptionDeleteRequest;
      this.send({ ricSubscriptionDeleteResponse: { id } });
    }
    if (ricControlRequest)
      this.send({ ricControlAcknowledge: { id: ricControlRequest.id, applied: 1, appliedAtSlot: 11 } });
  }
}

/** A report of the right sizes for an O-DU; every number is `value`. */
export function reportOf(topology: Topology, odu: number, report: Report, value = 0.5): Message {
  const { Nr, Nt, Ns, usersOfAnchor, observed, radiosOfOdu, served, coupled } = topology;
  const none = Buffer.alloc(0);
  if (report === 'SERVED_CSI' || report === 'COUPLED_CSI') {
    const lists = report === 'SERVED_CSI' ? served : coupled;
    const links = radiosOfOdu[odu].reduce((sum, l) => sum + lists[l].length, 0);
    const channel = numbers(2 * links * Nr * Nt, value);
    return { users: [], channel, covariance: none, reward: none, interference: none };
  }
  const users = usersOfAnchor[odu];
  const blocks = report === 'NEIGHBOURS' ? observed[0].length : 1;
  return {
    users: [...users],
    channel: numbers(2 * users.length * blocks * Nr * Ns, value),
    covariance: report === 'COVARIANCE' ? numbers(users.length * Nr * Nr, value) : none,
    reward: numbers(users.length, value),
    interference: report === 'POWER' ? numbers(users.length, value) : none,
  };
}

/** float32 numbers, all alike. */
export function numbers(count: number, value: number): Buffer {
  return Buffer.from(new Float32Array(count).fill(value).buffer);
}

/** Complex numbers in so many bytes. */
export function complexIn(...fields: Uint8Array[]): number {
  return fields.reduce((sum, bytes) => sum + bytes.length, 0) / BYTES_PER_COMPLEX;
}
