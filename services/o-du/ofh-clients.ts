import type { FrameFault, FrameHeader } from '@chorus/platform/frames.ts';
import type { Logger } from 'pino';
import { OfhClient, type OfhClientEvents, type OfhClientInit } from './ofh-client.ts';

export interface OfhClientsEvents extends Omit<OfhClientEvents, 'onFrame' | 'onFault'> {
  onFrame(header: FrameHeader, payload: Buffer, shard: number): void;
  onFault(fault: FrameFault, detail: string): void;
}

/** The O-DU's ends of O-FH, one to each shard of ru-sim. */
export class OfhClients {
  private readonly clients: readonly OfhClient[];

  /** @param init with the shards' addresses, by shard */
  constructor(
    { events, log }: { events: OfhClientsEvents; log: Logger },
    {
      addresses,
      ...init
    }: Omit<OfhClientInit, 'shard' | 'shards' | 'address'> & {
      addresses: readonly string[];
    },
  ) {
    this.clients = addresses.map(
      (address, shard) =>
        new OfhClient(
          {
            log,
            events: { ...events, onFrame: (header, payload) => events.onFrame(header, payload, shard) },
          },
          { ...init, address, shard, shards: addresses.length },
        ),
    );
  }

  /** Whether everything written has left this process. */
  get drained(): boolean {
    for (const client of this.clients) if (!client.drained) return false;
    return true;
  }

  /** @throws ChorusError CHORUS_PEER_TIMEOUT, CHORUS_SCENARIO_MISMATCH */
  async start(signal: AbortSignal): Promise<void> {
    await Promise.all(this.clients.map((client) => client.start(signal)));
  }

  /** The run is over: a connection that ends now is not missed. */
  finish(): void {
    for (const client of this.clients) client.finish();
  }

  stop(): void {
    for (const client of this.clients) client.stop();
  }

  /** Sends a frame to every shard; one without a connection asks for it again after Hello. */
  send(bytes: Buffer): void {
    for (const client of this.clients) client.send(bytes);
  }

  /** Sends a frame to one shard alone. */
  sendTo(shard: number, bytes: Buffer): void {
    this.clients[shard].send(bytes);
  }
}
