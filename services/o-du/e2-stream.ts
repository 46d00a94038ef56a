import { Client, credentials, type ClientDuplexStream } from '@grpc/grpc-js';
import { formatEndpoint, parseEndpoint } from '@chorus/platform/endpoint.ts';
import { e2Service } from '@chorus/platform/proto.ts';

/** One bidirectional E2 stream; both directions carry encoded PDUs. */
export type E2Stream = ClientDuplexStream<Buffer, Buffer>;

/** A gRPC channel to the near-RT RIC. */
export class E2Channel {
  private readonly client: Client;

  /** @param address host:port or unix:PATH */
  constructor(address: string) {
    this.client = new Client(formatEndpoint(parseEndpoint(address)), credentials.createInsecure(), {
      'grpc.initial_reconnect_backoff_ms': 100,
      'grpc.min_reconnect_backoff_ms': 100,
      'grpc.max_reconnect_backoff_ms': 1000,
      'grpc.max_receive_message_length': -1,
      'grpc.max_send_message_length': -1,
      // A channel of its own: E2 accounts the bytes of its socket.
      'grpc.use_local_subchannel_pool': 1,
    });
  }

  open(): E2Stream {
    const { path, requestSerialize, responseDeserialize } = e2Service.connect;
    return this.client.makeBidiStreamRequest(path, requestSerialize, responseDeserialize);
  }

  close(): void {
    this.client.close();
  }
}
