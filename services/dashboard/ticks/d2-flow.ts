import type { Flow } from '../api.ts';
import type { OduRecord } from '../records/types.ts';
import { FlowSum } from './flow-sum.ts';

/** D2 over a tick: what the O-DUs sent each other, mean over the loops that they have told of since the tick before. */
export class D2Flow {
  private readonly odus: number;
  private records = 0;
  private sum = new FlowSum();
  private last: Flow = { messagesPerS: 0, payloadBytesPerS: 0, protobufBytesPerS: 0, complexNumbers: 0 };

  /** @param init odus: U */
  constructor({ odus }: { odus: number }) {
    this.odus = odus;
  }

  add({ d2 }: OduRecord): void {
    this.records++;
    this.sum.addPayload(d2);
    this.sum.addMessages({ messages: d2.messages, protobufBytes: d2.protobufBytes ?? 0 });
  }

  /** Begins anew. @param loopsPerS near-RT loops in a second of the tick */
  take(loopsPerS: number): Flow {
    if (this.records === 0) return this.last;
    this.last = this.sum.flow(this.records / this.odus, loopsPerS);
    this.records = 0;
    this.sum = new FlowSum();
    return this.last;
  }
}
