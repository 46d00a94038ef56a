import type { Socket } from 'node:net';
import type { ServerDuplexStream } from '@grpc/grpc-js';
import type { E2Accounting } from '@chorus/platform/e2-accounting.ts';
import { E2apPdu, e2Service, PRECODING, type Cause, type RicIndication } from '@chorus/platform/proto.ts';
import type { Logger } from 'pino';
import { cause, causeOf } from './causes.ts';
import { E2Connection } from './e2-connection.ts';
import { Listener } from './listener.ts';
import type { Refusals } from './refusals.ts';
import { filterUsersOf, negotiate, nodeOfOdu, oduOfNode, setupFault } from './setup.ts';

/** What the rest of the RIC does when something happens on E2. */
export interface E2Events {
  /** The node has set up, or its precoding service model has come (back): it can be subscribed to. */
  ready(node: E2Connection): void;
  /** The node, or its precoding service model, has gone. */
  gone(node: E2Connection): void;
  /** @param bytes of the whole PDU */
  indication(node: E2Connection, indication: RicIndication, bytes: number): void;
}

export interface E2TerminationComponents {
  readonly accounting: E2Accounting;
  readonly refusals: Refusals;
  readonly log: Logger;
}
export interface E2TerminationInit {
  readonly digest: string;
  /** U, E2 nodes that the scenario has. */
  readonly odus: number;
  /** How long a node may take to answer a request. */
  readonly timeoutMs: number;
}

/**
 * Terminates E2: one stream per node, set up first. A node that comes again replaces its old stream at
 * once; a message that is wrong gets an ErrorIndication and harms nothing.
 */
export class E2Termination {
  events: E2Events = { ready: () => undefined, gone: () => undefined, indication: () => undefined };
  private readonly accounting: E2Accounting;
  private readonly refusals: Refusals;
  private readonly log: Logger;
  private readonly init: E2TerminationInit;
  private readonly listener: Listener;
  private readonly nodes = new Map<number, E2Connection>();

  constructor({ accounting, refusals, log }: E2TerminationComponents, init: E2TerminationInit) {
    this.accounting = accounting;
    this.refusals = refusals;
    this.log = log;
    this.init = init;
    this.listener = new Listener({ service: e2Service, purpose: 'E2' }, (socket) => {
      // A node may open several streams on one socket, one after the other.
      accounting.meter(socket, 'unknown');
      socket.on('close', () => accounting.unmeter(socket));
      return { connect: (stream: ServerDuplexStream<Buffer, Buffer>) => this.accept(stream, socket) };
    });
  }

  /** @returns the address */
  listen(address: string): Promise<string> {
    return this.listener.listen(address);
  }

  async stop(): Promise<void> {
    for (const node of this.nodes.values()) node.close(cause('MISC', 'om-intervention', 'the RIC stops'));
    await this.listener.close();
  }

  /** The node of an O-DU, once it has set up with a precoding service model that both know. */
  node(odu: number): E2Connection | null {
    const node = this.nodes.get(odu);
    return node?.precoding ? node : null;
  }

  /** E2 node ids of those that can be subscribed to. */
  ready(): string[] {
    return [...this.nodes.values()].filter(({ precoding }) => precoding).map(({ nodeId }) => nodeId);
  }

  /** What is missing on E2, in words. */
  missing(): string[] {
    return Array.from({ length: this.init.odus }, (_, odu) => odu).flatMap((odu) => {
      if (this.node(odu) !== null) return [];
      return this.nodes.has(odu) ? [`precoding service model of ${nodeOfOdu(odu)}`] : [nodeOfOdu(odu)];
    });
  }

  private accept(stream: ServerDuplexStream<Buffer, Buffer>, socket: Socket): void {
    const { accounting } = this;
    const node = new E2Connection({ stream, socket, accounting }, { timeoutMs: this.init.timeoutMs });
    const leave = (why: string) => this.leave(node, cause('TRANSPORT', 'connection-lost', why));
    stream.on('data', (bytes: Buffer) => this.receive(node, bytes));
    stream.on('end', () => leave('the node ended its stream'));
    stream.on('cancelled', () => leave('the node left'));
    stream.on('error', (error: Error) => leave(error.message));
  }

  private receive(node: E2Connection, bytes: Buffer): void {
    if (node.closed) return;
    try {
      this.dispatch(node, E2apPdu.decode(bytes), bytes.length);
    } catch (error) {
      this.refuse(node, causeOf(error));
    }
  }

  private dispatch(node: E2Connection, pdu: E2apPdu, bytes: number): void {
    const { body } = pdu;
    if (pdu.e2SetupRequest) return this.setup(node, pdu, bytes);
    if (body === undefined || node.nodeId === '')
      return this.refuse(
        node,
        cause('PROTOCOL', 'message-not-compatible-with-receiver-state', body ?? 'empty'),
      );
    if (pdu.ricIndication) {
      this.events.indication(node, pdu.ricIndication, bytes);
      return;
    }
    const failure = pdu.ricControlFailure ?? pdu.ricSubscriptionFailure;
    const answered =
      failure ??
      pdu.ricControlAcknowledge ??
      pdu.ricSubscriptionResponse ??
      pdu.ricSubscriptionDeleteResponse;
    if (answered) {
      const instance = answered.id?.instance ?? 0;
      const reason = failure && (failure.cause ?? cause('UNSPECIFIED', 'unspecified'));
      const xapp = node.transactions.settle(instance, reason ? { cause: reason } : { pdu });
      node.received(body, bytes, { xapp: xapp ?? '' });
      // An answer after its time is not answered again: the node did nothing wrong.
      if (xapp === null)
        this.refusals.count(node.nodeId, `${body} that nobody waits for`, unknownId(instance));
      else if (reason) this.refusals.count(node.nodeId, body, reason);
      return;
    }
    node.received(body, bytes);
    if (pdu.ricServiceUpdate) this.serviceUpdate(node, pdu);
    else if (pdu.resetRequest) this.reset(node);
    else if (pdu.errorIndication)
      this.refusals.count(
        node.nodeId,
        'ErrorIndication of the node',
        pdu.errorIndication.cause ?? unknownId(0),
      );
    else if (!pdu.resetResponse)
      this.refuse(node, cause('PROTOCOL', 'message-not-compatible-with-receiver-state', body));
  }

  private setup(node: E2Connection, { e2SetupRequest: request }: E2apPdu, bytes: number): void {
    if (!request) return;
    const { digest, odus } = this.init;
    const fault = setupFault(request, digest, odus);
    if (fault !== null) {
      node.received('e2SetupRequest', bytes);
      this.refusals.count(request.e2NodeId, 'E2 setup', fault);
      node.send({ e2SetupFailure: { cause: fault, timeToWaitMs: 0 } });
      if (node.nodeId === '') node.close(fault);
      return;
    }
    const odu = oduOfNode(request.e2NodeId, odus) as number;
    const before = this.nodes.get(odu);
    const again = cause('E2_NODE', 'setup-again', `${request.e2NodeId} set up again`);
    if (before === node) {
      node.transactions.failAll(again);
      this.events.gone(node);
    } else if (before) this.leave(before, again);
    node.identify(request.e2NodeId, odu);
    node.received('e2SetupRequest', bytes);
    const { accepted, rejected } = negotiate(request.ranFunctions);
    node.precoding = accepted.length > 0;
    node.filterUsers = filterUsersOf(accepted);
    this.nodes.set(odu, node);
    node.send({ e2SetupResponse: { ricId: 'chorus', accepted, rejected } });
    this.log.info({ node: node.nodeId, accepted, rejected }, 'E2 node set up');
    if (node.precoding) this.events.ready(node);
    else this.events.gone(node);
  }

  private serviceUpdate(node: E2Connection, { ricServiceUpdate: update }: E2apPdu): void {
    if (!update) return;
    const { accepted, rejected } = negotiate([...update.added, ...update.modified]);
    const offered = accepted.length > 0;
    // The users that it asks for may change while it works; its subscriptions stay.
    const isModified = update.modified.some(({ id }) => id === PRECODING.id) && update.added.length === 0;
    const withdrawn = [...update.deleted, ...rejected.map(({ id }) => id)].includes(PRECODING.id);
    node.send({ ricServiceUpdateAcknowledge: { accepted, rejected } });
    if (node.precoding && isModified && offered && !withdrawn) {
      node.filterUsers = filterUsersOf(accepted);
      return;
    }
    if (node.precoding && (offered || withdrawn)) {
      node.precoding = false;
      this.events.gone(node);
    }
    if (!offered) return;
    node.precoding = true;
    node.filterUsers = filterUsersOf(accepted);
    this.events.ready(node);
  }

  /** The node has forgotten its subscriptions and controls: they are issued again. */
  private reset(node: E2Connection): void {
    node.transactions.failAll(cause('E2_NODE', 'reset', `${node.nodeId} was reset`));
    if (node.precoding) this.events.gone(node);
    node.send({ resetResponse: {} });
    if (node.precoding) this.events.ready(node);
  }

  private leave(node: E2Connection, reason: Cause): void {
    if (node.closed) return;
    node.close(reason);
    if (this.nodes.get(node.odu) !== node) return;
    this.nodes.delete(node.odu);
    this.log.info({ node: node.nodeId, reason: reason.detail }, 'E2 node left');
    if (node.precoding) this.events.gone(node);
  }

  private refuse(node: E2Connection, reason: Cause): void {
    this.refusals.count(node.nodeId || 'unknown', 'bad E2 PDU', reason);
    node.sendError(reason);
  }
}

function unknownId(instance: number): Cause {
  return cause('RIC_REQUEST', 'request-id-unknown', `instance ${instance}`);
}
