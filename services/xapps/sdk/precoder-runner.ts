import type { PrecoderXApp } from '@chorus/contracts';
import type { Topology } from '@chorus/phy';
import type { IndicationMessage, Report } from '@chorus/platform/proto.ts';
import { loopOfSlot } from '@chorus/platform/slots.ts';
import { decodeTensor, encodeTensor } from '@chorus/platform/tensors.ts';
import {
  fitsFloat32,
  type Decision,
  type Moment,
  type OnAppError,
  type OnUnreadable,
  type Runner,
} from './runner.ts';

export interface PrecoderRunnerComponents {
  readonly topology: Topology;
  readonly app: PrecoderXApp;
  readonly onAppError: OnAppError;
  readonly onUnreadable: OnUnreadable;
}
export interface PrecoderRunnerInit {
  /** Users of this replica, ascending: it sends their precoders only. */
  readonly users: readonly number[];
  /** N_RT */
  readonly rtLoops: number;
}

/** A report of CSI, where its links go in H. */
interface NodeCsi {
  readonly odu: number;
  readonly H: Float64Array;
  readonly targets: Int32Array;
}

/**
 * Runs an xApp that gives V_k,l: from each RT loop's CSI, one control for the same RT loop. A user for
 * whom the app fails keeps the precoders that it gave last (at first none, that is zero); where
 * a report cannot be read the last CSI of its O-DU stands.
 */
export class PrecoderRunner implements Runner {
  readonly period = 'RT_LOOP';
  readonly report: Report;
  private readonly app: PrecoderXApp;
  private readonly onAppError: OnAppError;
  private readonly onUnreadable: OnUnreadable;
  private readonly users: readonly number[];
  private readonly rtLoops: number;
  private readonly nodes: readonly NodeCsi[];
  /** [K, L, N_r, N_t] and [K, L, N_t, N_s] complex. */
  private readonly H: Float64Array;
  private readonly V: Float64Array;
  /** First index in V of each of this replica's links, by O-RU, then user; and the place of a user's links among them. */
  private readonly sources: Int32Array;
  private readonly linksOfUser: readonly (readonly number[])[];
  private readonly block: number;
  /** [links, N_t, N_s] complex: the control, kept from slot to slot. */
  private readonly out: Float64Array;

  constructor(
    { topology, app, onAppError, onUnreadable }: PrecoderRunnerComponents,
    init: PrecoderRunnerInit,
  ) {
    const { K, L, Nr, Nt, Ns, served, coupled, radiosOfOdu } = topology;
    const { users, rtLoops } = init;
    this.app = app;
    this.onAppError = onAppError;
    this.onUnreadable = onUnreadable;
    this.users = users;
    this.rtLoops = rtLoops;
    this.report = app.csi === 'served' ? 'SERVED_CSI' : 'COUPLED_CSI';
    const reported = app.csi === 'served' ? served : coupled;
    this.nodes = radiosOfOdu.map((radios, odu) => {
      const targets = radios.flatMap((l) => reported[l].map((k) => 2 * (k * L + l) * Nr * Nt));
      const H = new Float64Array(targets.length * 2 * Nr * Nt);
      return { odu, H, targets: Int32Array.from(targets) };
    });
    this.H = new Float64Array(2 * K * L * Nr * Nt);
    this.V = new Float64Array(2 * K * L * Nt * Ns);
    this.block = 2 * Nt * Ns;
    const own = served.flatMap((list, l) => list.filter((k) => users.includes(k)).map((k) => ({ k, l })));
    this.sources = Int32Array.from(own, ({ k, l }) => (k * L + l) * this.block);
    this.linksOfUser = users.map((user) => [...own.keys()].filter((link) => own[link].k === user));
    this.out = new Float64Array(own.length * this.block);
  }

  run(reports: readonly (IndicationMessage | null)[], { slot }: Moment): Decision | null {
    // O-DUs precode the slot that starts a run themselves.
    if (slot === 0 || this.users.length === 0) return null;
    let kept = 0;
    for (const node of this.nodes) this.read(node, reports[node.odu]);
    try {
      this.app.precode(this.H, this.V);
      for (const n of this.users.keys()) if (this.keep(n)) kept++;
    } catch (error) {
      this.onAppError(`slot ${slot}`, error);
    }
    return {
      header: { style: 'PRECODERS', nearRtLoop: loopOfSlot(slot, this.rtLoops), slot },
      message: { users: [...this.users], v: encodeTensor(this.out) },
      endsLoop: slot % this.rtLoops === 0,
      failed: kept === 0,
    };
  }

  private read(node: NodeCsi, report: IndicationMessage | null): void {
    try {
      if (report !== null) this.observe(node, report);
    } catch (error) {
      this.onUnreadable(`o-du-${node.odu}`, error);
    }
  }

  private observe({ odu, H, targets }: NodeCsi, { channel }: IndicationMessage): void {
    decodeTensor(channel, H, `CSI of o-du-${odu}`);
    const block = H.length / Math.max(1, targets.length);
    for (let link = 0; link < targets.length; link++)
      this.H.set(H.subarray(link * block, (link + 1) * block), targets[link]);
  }

  /** @returns whether the user's precoders were usable */
  private keep(n: number): boolean {
    const links = this.linksOfUser[n];
    const { V, out, sources, block } = this;
    const given = (link: number) => V.subarray(sources[link], sources[link] + block);
    if (!links.every((link) => fitsFloat32(given(link)))) {
      this.onAppError(`user ${this.users[n]}`, new Error('V holds a non-finite number'));
      return false;
    }
    for (const link of links) out.set(given(link), link * block);
    return true;
  }
}
