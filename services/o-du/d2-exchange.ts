import {
  addRemote,
  d2Links,
  d2Pairs,
  gatherLinks,
  gatherSums,
  range,
  sumsOfLinks,
  type D2Links,
  type D2Pairs,
  type OduCell,
} from '@chorus/phy';
import type { Reach } from '@chorus/contracts';
import type { Bus } from '@chorus/platform/bus.ts';
import type { Counts } from '@chorus/platform/counters.ts';
import { ChorusError } from '@chorus/platform/errors.ts';
import { D2Message } from '@chorus/platform/proto.ts';
import type { D2Message as Message } from '@chorus/platform/proto-e2sm.ts';
import type { Scenario } from '@chorus/platform/scenario.ts';
import { lastSlot } from '@chorus/platform/slots.ts';
import { decodeTensor, encodeTensor } from '@chorus/platform/tensors.ts';
import { isLost } from './impairments.ts';
import type { ImpairmentsInForce } from './impairments-in-force.ts';

const LOOPS_AHEAD = 2;

/** One O-DU at the other end, in one direction. */
interface Peer {
  readonly odu: number;
  readonly pairs: D2Pairs;
  readonly links: D2Links;
  readonly sums: Float64Array;
  readonly H: Float64Array;
  readonly V: Float64Array;
}

interface Sender extends Peer {
  /** Newest loop whose message has come, lost ones included; -2 before the first. */
  newest: number;
  pending: { nearRtLoop: number; fromSlot: number; sums: Float64Array }[];
}

/** What was sent over D2 at a loop's end. */
export interface D2Sent {
  payloadBytes: number;
  messages: number;
  complexNumbers: number;
}

export interface D2Metrics {
  messages: Counts;
  payloadBytes: Counts;
  invalid: Counts;
}

/** D2 of one O-DU: publishes what the others need for Z (22), and adds up what they publish. */
export class D2Exchange {
  private readonly cell: OduCell;
  private readonly scenario: Scenario;
  private readonly impairments: Pick<ImpairmentsInForce, 'at'>;
  private readonly bus: Pick<Bus, 'publish' | 'subscribe'>;
  private readonly metrics: D2Metrics;
  private readonly senders: readonly Sender[];
  private readonly receivers: readonly Peer[];
  private readonly sent: D2Sent = { payloadBytes: 0, messages: 0, complexNumbers: 0 };
  private readonly onInvalid: (error: unknown, subject: string) => void;
  private readonly onArrival: () => void;
  private readonly nearRtLoop: () => number | null;

  constructor(
    components: {
      cell: OduCell;
      scenario: Scenario;
      impairments: Pick<ImpairmentsInForce, 'at'>;
      bus: Pick<Bus, 'publish' | 'subscribe'>;
      metrics: D2Metrics;
      /** A message was dropped. */
      onInvalid: (error: unknown, subject: string) => void;
      /** A message has come. */
      onArrival: () => void;
      /** The receiver's near-RT loop; null before it knows. */
      nearRtLoop: () => number | null;
    },
    init: { reach: Reach },
  ) {
    const { cell, scenario } = components;
    const { topology, odu } = cell;
    this.cell = cell;
    this.scenario = scenario;
    this.impairments = components.impairments;
    this.bus = components.bus;
    this.metrics = components.metrics;
    this.onInvalid = components.onInvalid;
    this.onArrival = components.onArrival;
    this.nearRtLoop = components.nearRtLoop;
    const { Nr, Nt, Ns } = topology;
    const peer = (other: number, from: number, to: number): Peer => {
      const pairs = d2Pairs(topology, from, to, init.reach);
      const links = d2Links(topology, from, to, init.reach);
      return {
        odu: other,
        pairs,
        links,
        sums: new Float64Array(2 * pairs.length * Nr * Ns),
        H: new Float64Array(2 * links.hUser.length * Nr * Nt),
        V: new Float64Array(2 * links.vUser.length * Nt * Ns),
      };
    };
    const others = range(topology.U).filter((other) => other !== odu);
    const talks = ({ pairs }: Peer) => pairs.length > 0;
    this.receivers = others.map((to) => peer(to, odu, to)).filter(talks);
    this.senders = others
      .map((from) => peer(from, from, odu))
      .filter(talks)
      .map((from) => ({ ...from, newest: -2, pending: [] }));
  }

  /** Subscribes; active on return. */
  async start(): Promise<void> {
    for (const sender of this.senders) {
      await this.bus.subscribe(`d2.${sender.odu}.${this.cell.odu}`, (bytes, subject) => {
        try {
          this.receive(sender, bytes);
        } catch (error) {
          this.metrics.invalid.add({ from: String(sender.odu) });
          this.onInvalid(error, subject);
          return;
        }
        this.onArrival();
      });
    }
  }

  /** Whether the messages of loop n have come from every O-DU that sends any. */
  arrived(nearRtLoop: number): boolean {
    for (const { newest } of this.senders) if (newest < nearRtLoop) return false;
    return true;
  }

  /** Puts in force what takes effect by `slot`: Z of the other O-DUs' O-RUs, senders in ascending order. */
  apply(slot: number): void {
    let changed = false;
    for (const sender of this.senders) {
      const { pending } = sender;
      let due = pending.length;
      while (due > 0 && pending[due - 1].fromSlot > slot) due--;
      if (due === 0) continue;
      sender.sums.set(pending[due - 1].sums);
      // Older ones go with it: one that is still on its way has been overtaken.
      pending.splice(0, due);
      changed = true;
    }
    if (!changed) return;
    this.cell.Zremote.fill(0);
    for (const { pairs, sums } of this.senders) addRemote(this.cell, pairs, sums);
  }

  /** Publishes this slot's H and V, or their sums, as those of loop n. @returns what was sent, reused */
  send(nearRtLoop: number, slot: number): D2Sent {
    const { cell, sent, scenario } = this;
    Object.assign(sent, { payloadBytes: 0, messages: 0, complexNumbers: 0 });
    for (const { odu: to, pairs, links, sums, H, V } of this.receivers) {
      const head = { from: cell.odu, to, nearRtLoop, slot };
      let message: Partial<Message>;
      if (scenario.d2.payload === 'sums') {
        gatherSums(cell, pairs, sums);
        message = { ...head, kind: 'SUMS', sums: encodeTensor(sums) };
      } else {
        gatherLinks(cell, links, H, V);
        message = { ...head, kind: 'CHANNELS', h: encodeTensor(H), v: encodeTensor(V) };
      }
      this.bus.publish(`d2.${cell.odu}.${to}`, D2Message.encode(message));
      const bytes = (message.sums?.length ?? 0) + (message.h?.length ?? 0) + (message.v?.length ?? 0);
      this.count('sent', to, bytes);
      sent.payloadBytes += bytes;
      sent.messages++;
      // A complex number is two float32.
      sent.complexNumbers += bytes / 8;
    }
    return sent;
  }

  private count(direction: 'sent' | 'received', odu: number, bytes: number): void {
    const labels = { direction, odu: String(odu) };
    this.metrics.messages.add(labels);
    this.metrics.payloadBytes.add(labels, bytes);
  }

  /** @throws ChorusError CHORUS_MESSAGE_INVALID, CHORUS_PAYLOAD_LENGTH, CHORUS_PAYLOAD_NOT_FINITE */
  private receive(sender: Sender, bytes: Uint8Array): void {
    const message = D2Message.decode(bytes);
    this.check(sender, message);
    const { nearRtLoop } = message;
    const { seed, clock } = this.scenario;
    const sentIn = lastSlot(nearRtLoop, clock.rt_loops);
    const impairments = this.impairments.at(sentIn);
    const sums = new Float64Array(sender.sums.length);
    if (message.kind === 'SUMS') {
      decodeTensor(message.sums, sums, 'D2 sums');
    } else {
      decodeTensor(message.h, sender.H, 'D2 h');
      decodeTensor(message.v, sender.V, 'D2 v');
      sumsOfLinks(this.cell.topology, sender.pairs, sender.links, sender.H, sender.V, sums);
    }
    this.count('received', sender.odu, message.sums.length + message.h.length + message.v.length);
    sender.newest = nearRtLoop;
    const what = `d2-loss.${sender.odu}.${this.cell.odu}.${nearRtLoop}`;
    if (isLost(seed, what, impairments.d2_loss)) return;
    const fromSlot = sentIn + 1 + impairments.d2_delay_slots;
    sender.pending.push({ nearRtLoop, fromSlot, sums });
  }

  private check(sender: Sender, { from, to, kind, nearRtLoop }: Message): void {
    const expected = this.scenario.d2.payload === 'sums' ? 'SUMS' : 'CHANNELS';
    // In realtime a receiver may be behind; a loop further ahead is no clock of this run.
    const newest = (this.nearRtLoop() ?? Infinity) + LOOPS_AHEAD;
    const reason =
      from !== sender.odu || to !== this.cell.odu
        ? `from ${from} to ${to} on the subject of ${sender.odu} to ${this.cell.odu}`
        : kind !== expected
          ? `kind ${kind}; expected ${expected}`
          : nearRtLoop <= sender.newest || nearRtLoop > newest
            ? `loop ${nearRtLoop}; allowed: ${sender.newest + 1} to ${newest}`
            : null;
    if (reason !== null) throw new ChorusError('CHORUS_MESSAGE_INVALID', { what: 'D2Message', reason });
  }
}
