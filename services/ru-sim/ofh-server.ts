import { existsSync, unlinkSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { once } from 'node:events';
import type { Logger } from 'pino';
import { parseEndpoint } from '@chorus/platform/endpoint.ts';
import {
  FrameReader,
  FrameType,
  smallFrame,
  type FrameFault,
  type FrameHeader,
} from '@chorus/platform/frames.ts';
import { LogLimit } from '@chorus/platform/log-limit.ts';
import { readHello, type Greeting } from './hello.ts';
import type { RuSimMetrics } from './metrics.ts';
import type { OduLink } from './odu-link.ts';

export interface OfhServerInit {
  address: string;
  greeting: Greeting;
  /** Longest payload to expect [bytes]. */
  maxPayload: number;
}

/** What the server tells its owner. */
export interface OfhEvents {
  onFrame(link: OduLink, header: FrameHeader, payload: Buffer): void;
  onJoin(link: OduLink): void;
  onLeave(link: OduLink): void;
}

/** Listens on O-FH, answers Hello and hands frames of known O-DUs on. */
export class OfhServer {
  private readonly links: readonly OduLink[];
  private readonly metrics: RuSimMetrics;
  private readonly log: Logger;
  private readonly limited: LogLimit;
  private readonly events: OfhEvents;
  private readonly init: OfhServerInit;
  private readonly server: Server;
  private readonly sockets = new Set<Socket>();

  constructor(
    components: { links: readonly OduLink[]; metrics: RuSimMetrics; log: Logger; events: OfhEvents },
    init: OfhServerInit,
  ) {
    this.links = components.links;
    this.metrics = components.metrics;
    this.log = components.log;
    this.limited = new LogLimit(components.log);
    this.events = components.events;
    this.init = init;
    this.server = createServer({ noDelay: true }, (socket) => this.accept(socket));
  }

  /** @returns the address that it listens on (the port is chosen where 0 was asked for) */
  async listen(): Promise<string> {
    const endpoint = parseEndpoint(this.init.address);
    if ('path' in endpoint) await removeStaleSocket(endpoint.path);
    this.server.listen(endpoint);
    await once(this.server, 'listening');
    const bound = this.server.address();
    return bound === null || typeof bound === 'string' ? this.init.address : `${bound.address}:${bound.port}`;
  }

  async stop(): Promise<void> {
    for (const link of this.links) link.close();
    for (const socket of this.sockets) socket.destroySoon();
    if (!this.server.listening) return;
    const closed = once(this.server, 'close');
    this.server.close();
    await closed;
  }

  /** Counts and logs a frame that is dropped. */
  dropped(link: OduLink | null, fault: FrameFault, detail: string): void {
    this.metrics.invalidFrames.add({ odu: link === null ? '' : String(link.odu), reason: fault });
    this.limited.warn({ odu: link?.odu, fault, detail }, 'O-FH frame dropped');
  }

  private accept(socket: Socket): void {
    let link: OduLink | null = null;
    const received = { bytes: { value: 0 }, frames: { value: 0 } };
    this.sockets.add(socket);
    const onFrame = (header: FrameHeader, payload: Buffer) => {
      received.frames.value++;
      if (link !== null) return this.events.onFrame(link, header, payload);
      link = this.greet(socket, header, payload);
      if (link === null) return;
      const labels = { direction: 'up', odu: String(link.odu) };
      received.bytes = this.metrics.bytes.cell(labels);
      received.frames = this.metrics.frames.cell(labels);
      received.frames.value++;
      link.attach(socket);
      this.events.onJoin(link);
    };
    const reader = new FrameReader(this.init.maxPayload, onFrame, (fault, detail) => {
      this.dropped(link, fault, detail);
      // Out of step with the stream: the O-DU has to connect again.
      if (fault === 'oversize') socket.destroy();
    });
    socket.on('data', (chunk) => {
      received.bytes.value += chunk.length;
      reader.push(chunk);
    });
    socket.on('error', (error) => this.log.debug({ err: error, odu: link?.odu }, 'O-FH connection failed'));
    socket.on('close', () => {
      this.sockets.delete(socket);
      if (link?.detach(socket)) this.events.onLeave(link);
    });
  }

  /** Answers Hello. @returns null where the peer is refused */
  private greet(socket: Socket, header: FrameHeader, payload: Buffer): OduLink | null {
    const { digest } = this.init.greeting;
    if (header.type !== FrameType.hello) {
      this.dropped(null, 'content', `type ${header.type} before Hello`);
      socket.destroy();
      return null;
    }
    const hello = readHello(payload, this.init.greeting);
    if ('reason' in hello) {
      this.dropped(null, 'content', hello.reason);
      socket.end(smallFrame(FrameType.helloAnswer, { ok: false, reason: hello.reason, digest }));
      return null;
    }
    socket.write(smallFrame(FrameType.helloAnswer, { ok: true, reason: '', digest }));
    return this.links[hello.odu];
  }
}

/** A socket file that a process left behind when it died is in the way of the next one. */
async function removeStaleSocket(path: string): Promise<void> {
  if (!existsSync(path)) return;
  const probe = connect({ path });
  const alive = await new Promise<boolean>((resolve) => {
    probe.once('connect', () => resolve(true));
    probe.once('error', (error: NodeJS.ErrnoException) => resolve(error.code !== 'ECONNREFUSED'));
  });
  probe.destroy();
  if (!alive) unlinkSync(path);
}
