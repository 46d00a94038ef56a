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
/** A loop or two after a change nobody speaks of the reach before it. */
const REACHES_KEPT = 4;
const nameOf = { served: 'SERVED', coupled: 'COUPLED' } as const;

/** Reaches for which something goes over D2. */
type Sums = Exclude<Reach, 'none'>;

/** What goes from one O-DU to another under one reach. */
interface Layout {
  readonly pairs: D2Pairs;
  readonly links: D2Links;
  readonly sums: Float64Array;
  readonly H: Float64Array;
  readonly V: Float64Array;
}

/** The sums of another O-DU, in the order of these pairs. */
interface Received {
  readonly nearRtLoop: number;
  readonly fromSlot: number;
  readonly pairs: D2Pairs;
  readonly sums: Float64Array;
}

/** An O-DU at the other end. */
interface Peer {
  readonly odu: number;
  /** By reach, made when first needed. */
  readonly incoming: Map<Sums, Layout>;
  readonly outgoing: Map<Sums, Layout>;
  /** Newest loop whose message has come, lost ones included; -2 before the first. */
  newest: number;
  pending: Received[];
  inForce: Received | null;
}

/** What was sent over D2 at a loop's end. */
export interface D2Sent {
  payloadBytes: number;
  messages: number;
  complexNumbers: number;
  protobufBytes: number;
}

const NOTHING_SENT: Readonly<D2Sent> = {
  payloadBytes: 0,
  messages: 0,
  complexNumbers: 0,
  protobufBytes: 0,
};

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
  private readonly peers: readonly Peer[];
  /** Loops at whose ends it was, or will be, sent for each reach, ascending; the last has no end. */
  private readonly reaches: { readonly from: number; readonly reach: Reach }[];
  private readonly sent: D2Sent = { ...NOTHING_SENT };
  /** What `send` tells of: the reach stays that of the moment when it was gathered. */
  private gathered: { reach: Sums; nearRtLoop: number; slot: number } | null = null;
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
    this.reaches = [{ from: -Infinity, reach: init.reach }];
    const others = range(topology.U).filter((other) => other !== odu);
    this.peers = others.map((other) => ({
      odu: other,
      incoming: new Map(),
      outgoing: new Map(),
      newest: -2,
      pending: [],
      inForce: null,
    }));
    this.makeLayouts(init.reach);
  }

  /** From the first slot of near-RT loop n on, the precoder's sums run over other users. */
  change(reach: Reach, nearRtLoop: number): void {
    this.makeLayouts(reach);
    // What is sent at the end of a loop is for the next one.
    const from = nearRtLoop - 1;
    while (this.reaches.length > 1 && (this.reaches.at(-1)?.from ?? from) >= from) this.reaches.pop();
    this.reaches.push({ from, reach });
    if (this.reaches.length > REACHES_KEPT) this.reaches.shift();
  }

  /** Subscribes; active on return. */
  async start(): Promise<void> {
    for (const peer of this.peers) {
      await this.bus.subscribe(`d2.${peer.odu}.${this.cell.odu}`, (bytes, subject) => {
        try {
          this.receive(peer, bytes);
        } catch (error) {
          this.metrics.invalid.add({ from: String(peer.odu) });
          this.onInvalid(error, subject);
          return;
        }
        this.onArrival();
      });
    }
  }

  /** Whether the messages of loop n have come from every O-DU that sends any. */
  arrived(nearRtLoop: number): boolean {
    const reach = this.reachAt(nearRtLoop);
    if (reach === 'none') return true;
    for (const peer of this.peers)
      if (peer.newest < nearRtLoop && this.incoming(peer, reach).pairs.length > 0) return false;
    return true;
  }

  /** Puts in force what takes effect by `slot`: Z of the other O-DUs' O-RUs, senders in ascending order. */
  apply(slot: number): void {
    let changed = false;
    for (const peer of this.peers) {
      const { pending } = peer;
      let due = pending.length;
      while (due > 0 && pending[due - 1].fromSlot > slot) due--;
      if (due === 0) continue;
      peer.inForce = pending[due - 1];
      // Older ones go with it: one that is still on its way has been overtaken.
      pending.splice(0, due);
      changed = true;
    }
    if (!changed) return;
    this.cell.Zremote.fill(0);
    for (const { inForce } of this.peers)
      if (inForce !== null) addRemote(this.cell, inForce.pairs, inForce.sums);
  }

  /** Keeps H and V of the cell, or their sums, as those of `slot`, the last of loop n. */
  gather(nearRtLoop: number, slot: number): void {
    const { cell, scenario } = this;
    const reach = this.reachAt(nearRtLoop);
    this.gathered = reach === 'none' ? null : { reach, nearRtLoop, slot };
    if (reach === 'none') return;
    for (const peer of this.peers) {
      const { pairs, links, sums, H, V } = this.outgoing(peer, reach);
      if (scenario.d2.payload === 'sums') gatherSums(cell, pairs, sums);
      else gatherLinks(cell, links, H, V);
    }
  }

  /** Publishes what was gathered. @returns what was sent, reused */
  send(): D2Sent {
    const { cell, sent, scenario, gathered } = this;
    Object.assign(sent, NOTHING_SENT);
    if (gathered === null) return sent;
    this.gathered = null;
    const { reach, nearRtLoop, slot } = gathered;
    for (const peer of this.peers) {
      const { odu: to } = peer;
      const { pairs, sums, H, V } = this.outgoing(peer, reach);
      if (pairs.length === 0) continue;
      const head = { from: cell.odu, to, nearRtLoop, slot, reach: nameOf[reach] };
      const message: Partial<Message> =
        scenario.d2.payload === 'sums'
          ? { ...head, kind: 'SUMS', sums: encodeTensor(sums) }
          : { ...head, kind: 'CHANNELS', h: encodeTensor(H), v: encodeTensor(V) };
      const encoded = D2Message.encode(message);
      this.bus.publish(`d2.${cell.odu}.${to}`, encoded);
      const bytes = (message.sums?.length ?? 0) + (message.h?.length ?? 0) + (message.v?.length ?? 0);
      this.count('sent', to, bytes);
      sent.payloadBytes += bytes;
      sent.messages++;
      // A complex number is two float32.
      sent.complexNumbers += bytes / 8;
      sent.protobufBytes += encoded.length;
    }
    return sent;
  }

  private reachAt(nearRtLoop: number): Reach {
    return (this.reaches.findLast(({ from }) => from <= nearRtLoop) ?? this.reaches[0]).reach;
  }

  private makeLayouts(reach: Reach): void {
    if (reach === 'none') return;
    for (const peer of this.peers) {
      this.incoming(peer, reach);
      this.outgoing(peer, reach);
    }
  }

  private incoming({ odu, incoming }: Peer, reach: Sums): Layout {
    return this.layout(incoming, reach, odu, this.cell.odu);
  }

  private outgoing({ odu, outgoing }: Peer, reach: Sums): Layout {
    return this.layout(outgoing, reach, this.cell.odu, odu);
  }

  private layout(made: Map<Sums, Layout>, reach: Sums, from: number, to: number): Layout {
    const known = made.get(reach);
    if (known !== undefined) return known;
    const { topology } = this.cell;
    const { Nr, Nt, Ns } = topology;
    const pairs = d2Pairs(topology, from, to, reach);
    const links = d2Links(topology, from, to, reach);
    const layout = {
      pairs,
      links,
      sums: new Float64Array(2 * pairs.length * Nr * Ns),
      H: new Float64Array(2 * links.hUser.length * Nr * Nt),
      V: new Float64Array(2 * links.vUser.length * Nt * Ns),
    };
    made.set(reach, layout);
    return layout;
  }

  private count(direction: 'sent' | 'received', odu: number, bytes: number): void {
    const labels = { direction, odu: String(odu) };
    this.metrics.messages.add(labels);
    this.metrics.payloadBytes.add(labels, bytes);
  }

  /** @throws ChorusError CHORUS_MESSAGE_INVALID, CHORUS_PAYLOAD_LENGTH, CHORUS_PAYLOAD_NOT_FINITE */
  private receive(peer: Peer, bytes: Uint8Array): void {
    const message = D2Message.decode(bytes);
    this.check(peer, message);
    const { nearRtLoop } = message;
    const { seed, clock } = this.scenario;
    const sentIn = lastSlot(nearRtLoop, clock.rt_loops);
    const impairments = this.impairments.at(sentIn);
    // Whichever reach the sender had: its message says which pairs the sums are of.
    const { pairs, links, H, V } = this.incoming(peer, message.reach === 'COUPLED' ? 'coupled' : 'served');
    const sums = new Float64Array(2 * pairs.length * this.cell.topology.Nr * this.cell.topology.Ns);
    if (message.kind === 'SUMS') {
      decodeTensor(message.sums, sums, 'D2 sums');
    } else {
      decodeTensor(message.h, H, 'D2 h');
      decodeTensor(message.v, V, 'D2 v');
      sumsOfLinks(this.cell.topology, pairs, links, H, V, sums);
    }
    this.count('received', peer.odu, message.sums.length + message.h.length + message.v.length);
    peer.newest = nearRtLoop;
    const what = `d2-loss.${peer.odu}.${this.cell.odu}.${nearRtLoop}`;
    if (isLost(seed, what, impairments.d2_loss)) return;
    const fromSlot = sentIn + 1 + impairments.d2_delay_slots;
    peer.pending.push({ nearRtLoop, fromSlot, pairs, sums });
  }

  private check(peer: Peer, { from, to, kind, nearRtLoop, reach }: Message): void {
    const expected = this.scenario.d2.payload === 'sums' ? 'SUMS' : 'CHANNELS';
    // In realtime a receiver may be behind; a loop further ahead is no clock of this run.
    const newest = (this.nearRtLoop() ?? Infinity) + LOOPS_AHEAD;
    const reason =
      from !== peer.odu || to !== this.cell.odu
        ? `from ${from} to ${to} on the subject of ${peer.odu} to ${this.cell.odu}`
        : kind !== expected
          ? `kind ${kind}; expected ${expected}`
          : !Object.values(nameOf).includes(reach)
            ? `reach ${String(reach)}; allowed: ${Object.values(nameOf).join(', ')}`
            : nearRtLoop <= peer.newest || nearRtLoop > newest
              ? `loop ${nearRtLoop}; allowed: ${peer.newest + 1} to ${newest}`
              : null;
    if (reason !== null) throw new ChorusError('CHORUS_MESSAGE_INVALID', { what: 'D2Message', reason });
  }
}
