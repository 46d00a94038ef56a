import type { Flow } from '../api.ts';
import type { Messages, Payload } from '../records/types.ts';

/** Adds up what crossed an interface in some near-RT loops. */
export class FlowSum {
  private messages = 0;
  private payloadBytes = 0;
  private protobufBytes = 0;
  private complexNumbers = 0;

  addPayload({ payloadBytes, complexNumbers }: Omit<Payload, 'deliveredComplexNumbers'>): void {
    this.payloadBytes += payloadBytes;
    this.complexNumbers += complexNumbers;
  }

  addMessages({ messages, protobufBytes }: Messages): void {
    this.messages += messages;
    this.protobufBytes += protobufBytes;
  }

  /**
   * @param loops that were added up, at least one
   * @param loopsPerS how many of them pass in a second
   */
  flow(loops: number, loopsPerS: number): Flow {
    const perS = (sum: number) => (sum / loops) * loopsPerS;
    return {
      messagesPerS: perS(this.messages),
      payloadBytesPerS: perS(this.payloadBytes),
      protobufBytesPerS: perS(this.protobufBytes),
      complexNumbers: this.complexNumbers / loops,
    };
  }
}
