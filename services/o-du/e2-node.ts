import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { ChorusError } from '@chorus/platform/errors.ts';
import {
  E2apPdu,
  PRECODING,
  RanFunctionDefinition,
  type E2apPdu as Pdu,
  type RanFunction,
} from '@chorus/platform/proto.ts';
import { withPatience } from '@chorus/platform/retry.ts';
import { E2Channel, type E2Stream } from './e2-stream.ts';

const FIRST_BACKOFF_MS = 50;
const LONGEST_BACKOFF_MS = 2000;

export interface E2NodeInit {
  /** 'o-du-2' */
  nodeId: string;
  /** Users whose U_k and W_k the O-DU takes now. */
  filterUsers: () => readonly number[];
  digest: string;
  /** Of the near-RT RIC. */
  address: string;
  patienceS: number;
}

/** What the node hands on. */
export interface E2NodeEvents {
  /** E2 is set up, with the filters of these users asked for in the request. */
  onSetUp(filterUsers: readonly number[]): void;
  /** A PDU after setup; whatever this throws is a bug, not a bad message. */
  onPdu(pdu: Pdu): void;
  /** Bytes that are no PDU. */
  onGarbage(error: unknown): void;
  /** The stream is gone, and every subscription with it. */
  onLost(): void;
}

/** An E2 node's connection: sets up, and sets up again at once when the stream ends. */
export class E2Node {
  /** How often E2 was set up. */
  setups = 0;
  private readonly events: E2NodeEvents;
  private readonly log: Logger;
  private readonly init: E2NodeInit;
  private readonly channel: E2Channel;
  private readonly stopping = new AbortController();
  private stream: E2Stream | null = null;

  constructor(components: { events: E2NodeEvents; log: Logger }, init: E2NodeInit) {
    this.events = components.events;
    this.log = components.log;
    this.init = init;
    this.channel = new E2Channel(init.address);
  }

  get connected(): boolean {
    return this.stream !== null;
  }

  /** @throws ChorusError CHORUS_PEER_TIMEOUT, CHORUS_SCENARIO_MISMATCH */
  async start(signal: AbortSignal): Promise<void> {
    const { address, patienceS: seconds } = this.init;
    await withPatience({ peer: 'near-rt-ric', address, seconds, signal }, () => this.setUp());
  }

  stop(): void {
    this.stopping.abort();
    this.stream?.end();
    this.stream = null;
    this.channel.close();
  }

  /** Sends a PDU; without a stream it is dropped, since nobody is subscribed then. */
  send(pdu: Parameters<typeof E2apPdu.encode>[0]): void {
    this.stream?.write(E2apPdu.encode(pdu));
  }

  /** Tells the RIC that the O-DU takes other users' filters. */
  update(): void {
    this.send({ ricServiceUpdate: { modified: [ranFunction(this.init.filterUsers())] } });
  }

  private setUp(): Promise<void> {
    const { nodeId, digest } = this.init;
    const filterUsers = this.init.filterUsers();
    const stream = this.channel.open();
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    let open = false;
    stream.on('data', (bytes: Buffer) => {
      const pdu = this.decode(bytes);
      if (pdu === null) return;
      if (open) return this.events.onPdu(pdu);
      try {
        this.checkSetup(pdu);
      } catch (error) {
        reject(error);
        stream.cancel();
        return;
      }
      open = true;
      this.stream = stream;
      this.setups++;
      this.log.info({ setups: this.setups }, 'E2 is set up');
      this.events.onSetUp(filterUsers);
      resolve();
    });
    const ended = (reason: string, error?: Error) => {
      reject(error ?? new Error(reason));
      if (open) this.lost(stream, reason);
      open = false;
    };
    stream.on('error', (error) => ended(error.message, error));
    stream.on('end', () => ended('the near-RT RIC ended the stream'));
    stream.write(
      E2apPdu.encode({
        e2SetupRequest: {
          e2NodeId: nodeId,
          scenarioDigest: digest,
          ranFunctions: [ranFunction(filterUsers)],
        },
      }),
    );
    return promise;
  }

  private decode(bytes: Buffer): Pdu | null {
    try {
      return E2apPdu.decode(bytes);
    } catch (error) {
      this.events.onGarbage(error);
      return null;
    }
  }

  /** @throws ChorusError CHORUS_E2_REFUSED, CHORUS_SCENARIO_MISMATCH */
  private checkSetup({ e2SetupResponse: accepted, e2SetupFailure: failed }: Pdu): void {
    const procedure = 'E2Setup';
    if (failed) {
      const { value: cause, detail } = failed.cause;
      if (cause === 'scenario-mismatch')
        throw new ChorusError('CHORUS_SCENARIO_MISMATCH', {
          peer: 'near-rt-ric',
          theirs: detail,
          ours: this.init.digest,
        });
      throw new ChorusError('CHORUS_E2_REFUSED', { procedure, cause, detail });
    }
    if (accepted?.accepted.some(({ id, revision }) => id === PRECODING.id && revision === PRECODING.revision))
      return;
    const detail = `RAN function ${PRECODING.id} revision ${PRECODING.revision} was not accepted`;
    throw new ChorusError('CHORUS_E2_REFUSED', { procedure, cause: 'ran-function-rejected', detail });
  }

  private lost(stream: E2Stream, reason: string): void {
    if (this.stream !== stream) return;
    this.stream = null;
    if (this.stopping.signal.aborted) return;
    this.log.warn({ reason }, 'E2 lost; setting up again');
    this.events.onLost();
    void this.setUpAgain();
  }

  private async setUpAgain(): Promise<void> {
    const { signal } = this.stopping;
    for (
      let backoff = FIRST_BACKOFF_MS;
      !signal.aborted;
      backoff = Math.min(2 * backoff, LONGEST_BACKOFF_MS)
    ) {
      try {
        await this.setUp();
        return;
      } catch (error) {
        this.log.debug({ err: error }, 'E2 setup failed');
      }
      await sleep(backoff, undefined, { signal }).catch(() => undefined);
    }
  }
}

function ranFunction(filterUsers: readonly number[]): RanFunction {
  return { ...PRECODING, definition: RanFunctionDefinition.encode({ filterUsers: [...filterUsers] }) };
}
