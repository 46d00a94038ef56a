import type { Topology } from '@chorus/phy';
import type { Registry } from 'prom-client';
import { E2Counters, type E2Direction, type E2Sample } from './e2-counters.ts';
import { LoopAccounts } from './e2-loop-accounts.ts';
import { cRzfComplexNumbers } from './e2-payload.ts';
import { addSample, addTo, noTotals, type E2Breakdown, type E2Totals } from './e2-totals.ts';

export * from './e2-payload.ts';
export type { E2Direction, E2Sample } from './e2-counters.ts';
export type { E2Breakdown, E2Totals } from './e2-totals.ts';
export type { LoopAccount } from './e2-loop-accounts.ts';

/** What `GET /e2` answers. */
export interface E2Report {
  /** Complete near-RT loops, over which the means are taken. */
  nearRtLoops: number;
  complexNumbersPerNearRtLoop: number;
  deliveredComplexNumbersPerNearRtLoop: number;
  /** Of C-RZF in the same network. */
  complexNumbersPerNearRtLoopCRzf: number;
  reductionPercent: number;
  payloadBytes: number;
  protobufBytes: number;
  socketBytes: number;
  byProcedure: E2Breakdown;
  byNode: E2Breakdown;
  byXapp: E2Breakdown;
}

/** What of a socket the accounting reads; node:net's Socket has it. */
export interface MeteredSocket {
  readonly bytesRead: number;
  readonly bytesWritten: number;
}

export interface E2AccountingComponents {
  readonly topology: Topology;
  readonly metrics: Registry;
}
export interface E2AccountingInit {
  /** N_RT */
  readonly rtLoops: number;
}

/**
 * Counts what crosses E2, from the bytes of the messages themselves: messages, payload in complex
 * numbers (the paper's unit) and bytes, rewards, protobuf, sockets; per procedure, direction, node,
 * xApp and near-RT loop.
 */
export class E2Accounting {
  /** Per near-RT loop. */
  readonly loops = new LoopAccounts();
  private readonly counters: E2Counters;
  private readonly cRzf: number;
  private readonly totals: E2Totals = noTotals();
  private readonly byProcedure: E2Breakdown = {};
  private readonly byNode: E2Breakdown = {};
  private readonly byXapp: E2Breakdown = {};
  private readonly sockets = new Map<MeteredSocket, { node: string; read: number; written: number }>();
  private socketBytes = 0;

  constructor({ topology, metrics }: E2AccountingComponents, { rtLoops }: E2AccountingInit) {
    this.counters = new E2Counters(metrics, () => void this.readSockets());
    this.cRzf = cRzfComplexNumbers(topology, rtLoops);
  }

  /** @param nearRtLoop the loop that the payload belongs to; null where there is none */
  count(sample: E2Sample, nearRtLoop: number | null = null): void {
    this.counters.count(sample);
    addSample(this.totals, sample);
    addTo(this.byProcedure, sample.procedure, sample);
    addTo(this.byNode, sample.node, sample);
    if (sample.xapp !== '') addTo(this.byXapp, sample.xapp, sample);
    if (nearRtLoop !== null) this.loops.count(nearRtLoop, sample);
  }

  /** Counts the bytes of a node's socket from its first byte on. */
  meter(socket: MeteredSocket, node: string): void {
    const known = this.sockets.get(socket);
    if (known) known.node = node;
    else this.sockets.set(socket, { node, read: 0, written: 0 });
  }

  /** Takes the last reading of a socket that has closed. */
  unmeter(socket: MeteredSocket): void {
    this.read(socket);
    this.sockets.delete(socket);
  }

  /** Brings the sockets' counters up to date; call it before they are looked at. */
  readSockets(): number {
    for (const socket of this.sockets.keys()) this.read(socket);
    return this.socketBytes;
  }

  report(): E2Report {
    const { complete, complexNumbers, deliveredComplexNumbers } = this.loops.mean();
    return {
      nearRtLoops: complete,
      complexNumbersPerNearRtLoop: complexNumbers,
      deliveredComplexNumbersPerNearRtLoop: deliveredComplexNumbers,
      complexNumbersPerNearRtLoopCRzf: this.cRzf,
      reductionPercent: 100 * (1 - complexNumbers / this.cRzf),
      payloadBytes: this.totals.payloadBytes,
      protobufBytes: this.totals.protobufBytes,
      socketBytes: this.readSockets(),
      byProcedure: this.byProcedure,
      byNode: this.byNode,
      byXapp: this.byXapp,
    };
  }

  private read(socket: MeteredSocket): void {
    const last = this.sockets.get(socket);
    if (!last) return;
    this.add(last.node, 'up', socket.bytesRead - last.read);
    this.add(last.node, 'down', socket.bytesWritten - last.written);
    last.read = socket.bytesRead;
    last.written = socket.bytesWritten;
  }

  private add(node: string, direction: E2Direction, bytes: number): void {
    this.socketBytes += bytes;
    this.counters.countWire(node, direction, bytes);
  }
}
