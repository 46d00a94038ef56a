import { Counter, type Registry } from 'prom-client';
import { Counts } from './counters.ts';
import { BYTES_PER_COMPLEX, type E2Payload } from './e2-payload.ts';

/** One PDU as it was encoded (down) or decoded (up). */
export interface E2Sample extends E2Payload {
  readonly procedure: string;
  readonly direction: E2Direction;
  /** "o-du-0" */
  readonly node: string;
  /** The xApp that it is for or from; empty where there is none. */
  readonly xapp: string;
  readonly protobufBytes: number;
}
export type E2Direction = 'up' | 'down';

const labelNames = ['procedure', 'direction', 'e2_node', 'xapp'] as const;

type Cell = { value: number };

/** The cells of one procedure, direction, node and xApp; those of payload are made when there is some. */
interface Cells {
  readonly labels: Record<(typeof labelNames)[number], string>;
  readonly messages: Cell;
  readonly protobuf: Cell;
  payload?: Cell;
  first?: Cell;
  repeat?: Cell;
  reward?: Cell;
}

/** The accounting as Prometheus counters. */
export class E2Counters {
  private readonly cells = new Map<string, Cells>();
  private readonly messages: Counts;
  private readonly payload: Counts;
  private readonly complex: Counts;
  private readonly reward: Counts;
  private readonly protobuf: Counts;
  private readonly wire;

  /** @param beforeScrape brings what is counted outside messages up to date */
  constructor(metrics: Registry, beforeScrape: () => void = () => undefined) {
    const registers = [metrics];
    const counter = (name: string, help: string) => new Counts(metrics, name, help, labelNames);
    this.messages = counter('e2ap_messages_total', 'E2AP messages');
    this.payload = counter('e2ap_payload_bytes_total', 'bytes of channels, filters and precoders over E2');
    this.reward = counter('e2ap_reward_bytes_total', 'bytes of rewards over E2, not part of the payload');
    this.protobuf = counter('e2ap_protobuf_bytes_total', 'bytes of E2AP PDUs as protobuf');
    this.complex = new Counts(
      metrics,
      'e2ap_payload_complex_numbers_total',
      'complex numbers over E2; copy=repeat for filters sent to more than the anchor',
      [...labelNames, 'copy'],
    );
    this.wire = new Counter({
      name: 'e2ap_wire_bytes_total',
      help: 'bytes on the sockets of E2, which carry all procedures together',
      labelNames: ['direction', 'e2_node'] as const,
      registers,
      collect: beforeScrape,
    });
  }

  count(sample: E2Sample): void {
    const { firstBytes, repeatBytes, rewardBytes, protobufBytes } = sample;
    const cells = this.cellsOf(sample);
    const { labels } = cells;
    cells.messages.value++;
    cells.protobuf.value += protobufBytes;
    if (firstBytes + repeatBytes > 0)
      (cells.payload ??= this.payload.cell(labels)).value += firstBytes + repeatBytes;
    if (firstBytes > 0)
      (cells.first ??= this.complex.cell({ ...labels, copy: 'first' })).value +=
        firstBytes / BYTES_PER_COMPLEX;
    if (repeatBytes > 0)
      (cells.repeat ??= this.complex.cell({ ...labels, copy: 'repeat' })).value +=
        repeatBytes / BYTES_PER_COMPLEX;
    if (rewardBytes > 0) (cells.reward ??= this.reward.cell(labels)).value += rewardBytes;
  }

  private cellsOf({ procedure, direction, node, xapp }: E2Sample): Cells {
    const key = `${procedure} ${direction} ${node} ${xapp}`;
    const known = this.cells.get(key);
    if (known !== undefined) return known;
    const labels = { procedure, direction, e2_node: node, xapp };
    const cells = { labels, messages: this.messages.cell(labels), protobuf: this.protobuf.cell(labels) };
    this.cells.set(key, cells);
    return cells;
  }

  countWire(node: string, direction: E2Direction, bytes: number): void {
    if (bytes > 0) this.wire.inc({ direction, e2_node: node }, bytes);
  }
}
