import type { Socket } from 'node:net';
import { NO_PAYLOAD, type E2Accounting, type E2Payload } from '@chorus/platform/e2-accounting.ts';
import { E2apPdu, type Cause, type E2apBody, type RicRequestId } from '@chorus/platform/proto.ts';
import { cause } from './causes.ts';
import { procedureOf } from './procedures.ts';
import { Transactions, type Answer } from './transactions.ts';

/** Who asks, in a RICRequestID. */
export const REQUESTOR = { subscription: 1, control: 2, policy: 3, model: 4, app: 5 } as const;

/** What a stream must be able to do; gRPC's bidirectional call is one. */
export interface ByteStream {
  write(bytes: Buffer): boolean;
  end(): void;
}

/** How a message is accounted: whose it is, what it carries, in which near-RT loop. */
export interface Accounted {
  readonly xapp: string;
  readonly payload?: E2Payload;
  readonly nearRtLoop?: number | null;
}
export const UNATTRIBUTED: Accounted = { xapp: '' };

export interface E2ConnectionComponents {
  readonly stream: ByteStream;
  readonly socket: Socket;
  readonly accounting: E2Accounting;
}

/** One E2 stream: sends PDUs, matches answers with requests, counts both directions. */
export class E2Connection {
  readonly transactions: Transactions;
  /** Empty until the node has set up. */
  nodeId = '';
  odu = -1;
  /** Whether the node's precoding service model was accepted. */
  precoding = false;
  /** Users whose U_k and W_k the node works with, as it says in its RAN function's definition. */
  filterUsers: ReadonlySet<number> = new Set();
  closed = false;
  private readonly stream: ByteStream;
  private readonly socket: Socket;
  private readonly accounting: E2Accounting;

  constructor({ stream, socket, accounting }: E2ConnectionComponents, init: { timeoutMs: number }) {
    this.stream = stream;
    this.socket = socket;
    this.accounting = accounting;
    this.transactions = new Transactions(init);
  }

  /** The node has named itself. */
  identify(nodeId: string, odu: number): void {
    this.nodeId = nodeId;
    this.odu = odu;
    this.accounting.meter(this.socket, nodeId);
  }

  send(pdu: E2apPdu, account: Accounted = UNATTRIBUTED): void {
    if (this.closed) return;
    const bytes = E2apPdu.encode(pdu);
    this.count(Object.keys(pdu)[0] as E2apBody, 'down', bytes.length, account);
    this.stream.write(bytes);
  }

  /** Sends a request and waits for its answer; never rejects. */
  request(
    requestor: number,
    make: (id: RicRequestId) => E2apPdu,
    account: Accounted = UNATTRIBUTED,
    instance?: number,
  ): Promise<Answer> {
    if (this.closed) return Promise.resolve({ cause: cause('TRANSPORT', 'connection-lost') });
    const { id, answer } = this.transactions.open(requestor, account.xapp, instance);
    this.send(make(id), account);
    return answer;
  }

  sendError(reason: Cause, id: RicRequestId | null = null): void {
    this.send({ errorIndication: { id, cause: reason } });
  }

  /** Accounts a message of the node. */
  received(body: E2apBody, bytes: number, account: Accounted = UNATTRIBUTED): void {
    this.count(body, 'up', bytes, account);
  }

  /** Ends the stream; whoever waits for an answer gets a Cause. */
  close(reason: Cause): void {
    if (this.closed) return;
    this.closed = true;
    this.transactions.failAll(reason);
    this.stream.end();
  }

  private count(body: E2apBody, direction: 'up' | 'down', protobufBytes: number, account: Accounted): void {
    const { xapp, payload = NO_PAYLOAD, nearRtLoop = null } = account;
    const node = this.nodeId === '' ? 'unknown' : this.nodeId;
    const sample = { procedure: procedureOf[body], direction, node, xapp, protobufBytes, ...payload };
    this.accounting.count(sample, nearRtLoop);
  }
}
