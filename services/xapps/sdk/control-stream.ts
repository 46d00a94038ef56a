import type { Client, ClientDuplexStream } from '@grpc/grpc-js';
import {
  XappControlOutcome,
  XappControlRequest,
  xappService,
  type NodeOutcome,
} from '@chorus/platform/proto.ts';

interface Waiting {
  readonly resolve: (outcomes: NodeOutcome[]) => void;
  readonly reject: (error: Error) => void;
}

/** Controls over one stream, which is opened with the first and again after it has ended. */
export class ControlStream {
  private readonly client: Client;
  private readonly waiting = new Map<number, Waiting>();
  private stream: ClientDuplexStream<Buffer, Buffer> | null = null;
  private id = 0;

  constructor(client: Client) {
    this.client = client;
  }

  /** @returns what became of the control at each E2 node; rejects where the stream ends before */
  send(control: Omit<XappControlRequest, 'id'>): Promise<NodeOutcome[]> {
    const stream = (this.stream ??= this.open());
    // A protobuf uint32.
    const id = (this.id = (this.id + 1) >>> 0);
    const { promise, resolve, reject } = Promise.withResolvers<NodeOutcome[]>();
    this.waiting.set(id, { resolve, reject });
    stream.write(XappControlRequest.encode({ ...control, id }));
    return promise;
  }

  private open(): ClientDuplexStream<Buffer, Buffer> {
    const { path, requestSerialize, responseDeserialize } = xappService.controls;
    const stream = this.client.makeBidiStreamRequest(path, requestSerialize, responseDeserialize);
    stream.on('data', (bytes: Buffer) => this.take(stream, bytes));
    stream.on('error', (error) => this.lose(stream, error));
    stream.on('end', () => this.lose(stream, new Error('the near-RT RIC ended the stream of controls')));
    return stream;
  }

  private take(stream: ClientDuplexStream<Buffer, Buffer>, bytes: Buffer): void {
    try {
      const { id, nodes } = XappControlOutcome.decode(bytes);
      const waiting = this.waiting.get(id);
      this.waiting.delete(id);
      waiting?.resolve(nodes);
    } catch (error) {
      // Whose outcome it was cannot be told.
      stream.cancel();
      this.lose(stream, error as Error);
    }
  }

  private lose(stream: ClientDuplexStream<Buffer, Buffer>, error: Error): void {
    if (this.stream !== stream) return;
    this.stream = null;
    for (const { reject } of this.waiting.values()) reject(error);
    this.waiting.clear();
  }
}
