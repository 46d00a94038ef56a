import { Counter, type Registry } from 'prom-client';
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

/** The accounting as Prometheus counters. */
export class E2Counters {
  private readonly messages;
  private readonly payload;
  private readonly complex;
  private readonly reward;
  private readonly protobuf;
  private readonly wire;

  /** @param beforeScrape brings what is counted outside messages up to date */
  constructor(metrics: Registry, beforeScrape: () => void = () => undefined) {
    const registers = [metrics];
    const counter = (name: string, help: string) => new Counter({ name, help, labelNames, registers });
    this.messages = counter('e2ap_messages_total', 'E2AP messages');
    this.payload = counter('e2ap_payload_bytes_total', 'bytes of channels, filters and precoders over E2');
    this.reward = counter('e2ap_reward_bytes_total', 'bytes of rewards over E2, not part of the payload');
    this.protobuf = counter('e2ap_protobuf_bytes_total', 'bytes of E2AP PDUs as protobuf');
    this.complex = new Counter({
      name: 'e2ap_payload_complex_numbers_total',
      help: 'complex numbers over E2; copy=repeat for filters sent to more than the anchor',
      labelNames: [...labelNames, 'copy'] as const,
      registers,
    });
    this.wire = new Counter({
      name: 'e2ap_wire_bytes_total',
      help: 'bytes on the sockets of E2, which carry all procedures together',
      labelNames: ['direction', 'e2_node'] as const,
      registers,
      collect: beforeScrape,
    });
  }

  count(sample: E2Sample): void {
    const { procedure, direction, node, xapp, firstBytes, repeatBytes, rewardBytes } = sample;
    const labels = { procedure, direction, e2_node: node, xapp };
    this.messages.inc(labels);
    this.protobuf.inc(labels, sample.protobufBytes);
    if (firstBytes + repeatBytes > 0) this.payload.inc(labels, firstBytes + repeatBytes);
    if (firstBytes > 0) this.complex.inc({ ...labels, copy: 'first' }, firstBytes / BYTES_PER_COMPLEX);
    if (repeatBytes > 0) this.complex.inc({ ...labels, copy: 'repeat' }, repeatBytes / BYTES_PER_COMPLEX);
    if (rewardBytes > 0) this.reward.inc(labels, rewardBytes);
  }

  countWire(node: string, direction: E2Direction, bytes: number): void {
    if (bytes > 0) this.wire.inc({ direction, e2_node: node }, bytes);
  }
}
