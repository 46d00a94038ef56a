import type { Topology } from '@chorus/phy';
import type { Downlink, Measured } from '@chorus/platform/ofh.ts';
import type { Report } from '@chorus/platform/proto.ts';

const REAL = 4;

/** Takes the payloads of O-FH apart into those of E2: both are float32, so bytes are only moved. */
export class ReportSplitter {
  private readonly layout: Measured;
  private readonly csiOffset: number;
  private readonly coupled: Buffer;
  private readonly served: Buffer;
  /** First byte in `coupled` of each link to a served user. */
  private readonly servedStarts: readonly number[];
  private readonly linkBytes: number;

  constructor(topology: Topology, init: { odu: number; measured: Measured; downlink: Downlink }) {
    const { Nr, Nt, coupled, served, radiosOfOdu } = topology;
    this.layout = init.measured;
    this.csiOffset = init.downlink.csiOffset;
    this.linkBytes = 2 * Nr * Nt * REAL;
    const starts: number[] = [];
    let at = 0;
    for (const l of radiosOfOdu[init.odu]) {
      for (const k of coupled[l]) {
        if (served[l].includes(k)) starts.push(at);
        at += this.linkBytes;
      }
    }
    this.servedStarts = starts;
    this.coupled = Buffer.alloc(at);
    this.served = Buffer.alloc(starts.length * this.linkBytes);
  }

  /** A Measured payload as users, channel, covariance, reward and interference. */
  measured(payload: Buffer) {
    const { users, channelReals, covarianceReals, interferenceReals } = this.layout;
    const reals = channelReals.reduce((sum, n) => sum + n, 0);
    const channel = Buffer.allocUnsafe(REAL * reals);
    const covariance = Buffer.allocUnsafe(REAL * users.length * covarianceReals);
    const reward = Buffer.allocUnsafe(REAL * users.length);
    const interference = Buffer.allocUnsafe(REAL * users.length * interferenceReals);
    const at = { payload: 0, channel: 0, covariance: 0, reward: 0, interference: 0 };
    const move = (out: Buffer, name: Exclude<keyof typeof at, 'payload'>, count: number) => {
      payload.copy(out, at[name], at.payload, at.payload + REAL * count);
      at[name] += REAL * count;
      at.payload += REAL * count;
    };
    for (let n = 0; n < users.length; n++) {
      move(reward, 'reward', 1);
      move(channel, 'channel', channelReals[n]);
      move(covariance, 'covariance', covarianceReals);
      move(interference, 'interference', interferenceReals);
    }
    return { users: [...users], channel, covariance, reward, interference };
  }

  /** Keeps a Downlink's channels until the next slot's. */
  keepCsi(payload: Buffer): void {
    payload.copy(this.coupled, 0, this.csiOffset);
  }

  /** The kept channels, [links, N_r, N_t] complex; valid until the next slot's. */
  csi(report: Report): Buffer {
    if (report === 'COUPLED_CSI') return this.coupled;
    const { servedStarts, linkBytes, coupled, served } = this;
    for (let n = 0; n < servedStarts.length; n++)
      coupled.copy(served, n * linkBytes, servedStarts[n], servedStarts[n] + linkBytes);
    return served;
  }
}
