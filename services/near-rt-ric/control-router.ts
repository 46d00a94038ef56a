import { range, type Topology } from '@chorus/phy';
import { controlPayload } from '@chorus/platform/e2-accounting.ts';
import { loopOfSlot } from '@chorus/platform/slots.ts';
import { encodeTensor } from '@chorus/platform/tensors.ts';
import { ChorusError } from '@chorus/platform/errors.ts';
import {
  ControlHeader,
  ControlMessage,
  AppPlan,
  AppTakeover,
  ModelPlan,
  ModelTakeover,
  PRECODING,
  type Cause,
  type NodeOutcome,
} from '@chorus/platform/proto.ts';
import type { AppMessage } from './apps/app-delivery.ts';
import { cause, causeOf } from './causes.ts';
import type { RateSteps } from '@chorus/platform/rate-steps.ts';
import { ControlSplitter, type NodeControl } from './control-splitter.ts';
import { REQUESTOR, type E2Connection } from './e2-connection.ts';
import type { LoopProgress } from './loop-progress.ts';
import { checkControl } from './payload-check.ts';
import type { Refusals } from './refusals.ts';
import { nodeOfOdu } from './setup.ts';

export interface ControlRouterComponents {
  readonly topology: Topology;
  readonly nodes: { node(odu: number): E2Connection | null };
  readonly progress: LoopProgress;
  readonly refusals: Refusals;
  /** Whose controls for a near-RT loop are forwarded. */
  readonly inForce: { xappFor(nearRtLoop: number): string };
}
export interface ControlRouterInit {
  /** N_RT */
  readonly rtLoops: number;
}

/** Sends controls to the E2 nodes that they concern and gathers what became of them. */
export class ControlRouter {
  private readonly components: ControlRouterComponents;
  private readonly rtLoops: number;
  private readonly splitter: ControlSplitter;

  constructor(components: ControlRouterComponents, { rtLoops }: ControlRouterInit) {
    this.components = components;
    this.rtLoops = rtLoops;
    this.splitter = new ControlSplitter(components.topology);
  }

  /**
   * An xApp's control. A bad one, and one of an xApp that is not in force in that loop, is refused as a whole: its
   * only outcome then has no node's name.
   *
   * @param headerBytes an encoded ControlHeader
   * @param messageBytes an encoded ControlMessage over all nodes
   */
  async fromXapp(xapp: string, headerBytes: Uint8Array, messageBytes: Uint8Array): Promise<NodeOutcome[]> {
    let header: ControlHeader;
    let message: ControlMessage;
    try {
      header = ControlHeader.decode(headerBytes);
      message = ControlMessage.decode(messageBytes);
      if (header.style !== 'FILTERS' && header.style !== 'PRECODERS')
        throw new ChorusError('CHORUS_FIELD_INVALID', {
          field: 'style',
          value: header.style,
          allowed: 'FILTERS, PRECODERS',
        });
      checkControl(this.components.topology, header.style, message);
      this.checkInForce(xapp, this.loopOf(header));
    } catch (error) {
      const reason = error instanceof NotInForce ? error.reason : causeOf(error);
      this.components.refusals.count(`xapp-${xapp}`, 'control refused', reason);
      return [outcome('', reason)];
    }
    const filters = header.style === 'FILTERS';
    const shares = filters
      ? this.splitter.filters(message, this.filterUsers())
      : this.splitter.precoders(message);
    return Promise.all(shares.map((share) => this.send(xapp, header, headerBytes, share)));
  }

  /** Minimum rates, from A1. */
  async minimumRates(odu: number, { users, fromSlot, rMin }: RateSteps): Promise<NodeOutcome> {
    const header = ControlHeader.encode({ style: 'QUALITY_OF_SERVICE' });
    const message = ControlMessage.encode({ users, fromSlot, rMin: encodeTensor(rMin) });
    return this.request(odu, REQUESTOR.policy, header, message, { xapp: '' });
  }

  /** A plan of models for an O-DU's dApps, from A1, or its takeover. */
  async models(odu: number, message: ModelPlan | ModelTakeover): Promise<NodeOutcome> {
    const [style, bytes] =
      'assignments' in message
        ? (['MODEL_PLAN', ModelPlan.encode(message)] as const)
        : (['MODEL_TAKEOVER', ModelTakeover.encode(message)] as const);
    return this.request(odu, REQUESTOR.model, ControlHeader.encode({ style }), bytes, { xapp: '' });
  }

  /** A plan of apps for an O-DU, its takeover, or the question when that can be. */
  async apps(odu: number, message: AppMessage): Promise<NodeOutcome> {
    const header = ControlHeader.encode({ style: message.style });
    const bytes =
      message.style === 'APP_PLAN' ? AppPlan.encode(message.plan) : AppTakeover.encode(message.takeover);
    return this.request(odu, REQUESTOR.app, header, bytes, { xapp: '' });
  }

  /** The near-RT loop that an xApp's control is made for. */
  private loopOf({ style, nearRtLoop, slot }: ControlHeader): number {
    return style === 'PRECODERS' ? loopOfSlot(slot, this.rtLoops) : nearRtLoop;
  }

  private checkInForce(xapp: string, nearRtLoop: number): void {
    const inForce = this.components.inForce.xappFor(nearRtLoop);
    if (xapp !== inForce) throw new NotInForce(xapp, nearRtLoop, inForce);
  }

  /** Whose filters each node takes: the users that it asked for at setup, else those that it serves. */
  private filterUsers(): ReadonlySet<number>[] {
    const { topology, nodes } = this.components;
    return range(topology.U).map((odu) => {
      const asked = nodes.node(odu)?.filterUsers;
      return asked !== undefined && asked.size > 0 ? asked : this.splitter.served[odu];
    });
  }

  private send(
    xapp: string,
    header: ControlHeader,
    headerBytes: Uint8Array,
    { odu, message, count }: NodeControl,
  ): Promise<NodeOutcome> {
    const { topology, progress } = this.components;
    const { slot, style } = header;
    const precoders = style === 'PRECODERS';
    const account = {
      xapp,
      payload: controlPayload(style, message, topology, odu),
      nearRtLoop: this.loopOf(header),
    };
    const bytes = ControlMessage.encode(message);
    const answer = this.request(odu, REQUESTOR.control, headerBytes, bytes, account);
    if (precoders) progress.precoded(odu, slot, count);
    return answer;
  }

  private async request(
    odu: number,
    requestor: number,
    header: Uint8Array,
    message: Uint8Array,
    account: Parameters<E2Connection['request']>[2],
  ): Promise<NodeOutcome> {
    const node = this.components.nodes.node(odu);
    const name = nodeOfOdu(odu);
    if (node === null) return outcome(name, cause('TRANSPORT', 'not-connected', `${name} is not set up`));
    const answer = await node.request(
      requestor,
      (id) => ({ ricControlRequest: { id, ranFunction: PRECODING.id, header, message } }),
      account,
    );
    if ('cause' in answer) return outcome(name, answer.cause);
    const { applied = 0, appliedAtSlot = 0 } = answer.pdu.ricControlAcknowledge ?? {};
    return { e2NodeId: name, applied, appliedAtSlot, cause: null };
  }
}

/** Another xApp decides for that loop: A1 policies of type 20102 say which. */
class NotInForce extends Error {
  readonly reason: Cause;

  constructor(xapp: string, nearRtLoop: number, inForce: string) {
    super('not in force');
    const other = inForce === '' ? 'none' : inForce;
    const detail = `xApp ${xapp} is not in force in near-RT loop ${nearRtLoop}; in force: ${other}`;
    this.reason = cause('RIC_REQUEST', 'not-in-force', detail);
  }
}

function outcome(e2NodeId: string, reason: Cause): NodeOutcome {
  return { e2NodeId, applied: 0, appliedAtSlot: 0, cause: reason };
}
