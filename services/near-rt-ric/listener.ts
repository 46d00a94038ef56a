import { createServer, type Server as NetServer, type Socket } from 'node:net';
import {
  Server,
  ServerCredentials,
  type ServiceDefinition,
  type UntypedServiceImplementation,
} from '@grpc/grpc-js';
import { ChorusError } from '@chorus/platform/errors.ts';
import { formatEndpoint, parseEndpoint } from '@chorus/platform/endpoint.ts';

const options = { 'grpc.max_receive_message_length': -1, 'grpc.enable_channelz': 0 };

export interface ListenerInit {
  readonly service: ServiceDefinition;
  /** What the address is for, in errors. */
  readonly purpose: string;
}

/**
 * A gRPC service over sockets that it accepts itself: each socket gets a gRPC server of its own, so
 * that a call knows the socket on which it came and bytes on the wire can be counted per peer.
 */
export class Listener {
  private readonly init: ListenerInit;
  private readonly implement: (socket: Socket) => UntypedServiceImplementation;
  private readonly net: NetServer;
  private readonly servers = new Map<Socket, Server>();

  constructor(init: ListenerInit, implement: (socket: Socket) => UntypedServiceImplementation) {
    this.init = init;
    this.implement = implement;
    this.net = createServer({ noDelay: true }, (socket) => this.accept(socket));
  }

  /** @returns where it listens: the port that was asked for, or the one that 0 stood for */
  async listen(address: string): Promise<string> {
    const endpoint = parseEndpoint(address);
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.net.once('error', reject).listen(endpoint, resolve);
    try {
      await promise;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
      const { purpose } = this.init;
      throw new ChorusError('CHORUS_PORT_IN_USE', { address, purpose }, { cause: error });
    }
    const bound = this.net.address();
    return bound === null || typeof bound === 'string' || 'path' in endpoint
      ? address
      : formatEndpoint({ host: endpoint.host, port: bound.port });
  }

  /** Closes the address and every connection. */
  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.net.close(() => resolve()));
    for (const [socket, server] of this.servers) {
      server.forceShutdown();
      socket.destroy();
    }
    await closed;
  }

  private accept(socket: Socket): void {
    const server = new Server(options);
    server.addService(this.init.service, this.implement(socket));
    this.servers.set(socket, server);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      this.servers.delete(socket);
      server.forceShutdown();
    });
    server.createConnectionInjector(ServerCredentials.createInsecure()).injectConnection(socket);
  }
}
