import { Links } from './links.ts';
import { oncePer } from './once-per.ts';
import { PlanWords, type Plan } from './plan-words.ts';
import { range, type Topology } from './topology.ts';
import { Arena } from './wasm/arena.ts';
import { COMPLEX } from './wasm/complex.ts';
import type { Kernels } from './wasm/module.ts';
import { centralRzfModule } from './wasm/rzf-central.ts';
import { wholeTiles } from './wasm/tile.ts';

/** The matrices of (39), and lists of the channels that its sums run over. */
export class CentralRzfPlan {
  /** Numbers of a row of the system: K N_r, up to whole tiles. */
  readonly pitch: number;
  /** H H^H, of which the lower triangle counts, and then its regularised inverse: [pitch, pitch] complex. */
  readonly system: Float64Array;
  /** V_k,l of the links that serve, before (40): [links, N_t, N_s] complex, in the order of O-RUs, then users. */
  readonly V: Float64Array;
  private readonly factor: Float64Array;
  private readonly channels: Float64Array;
  private readonly links: Links;
  private readonly kernels: Kernels;
  private readonly pairs: Plan;
  private readonly precoders: Plan;

  /** @param known by O-RU: the users whose channel enters (39), those that it serves among them */
  constructor(topology: Topology, known: readonly (readonly number[])[]) {
    const { K, Nr, Nt, Ns, served } = topology;
    this.pitch = wholeTiles(K * Nr);
    this.links = new Links(topology, known);
    const size = 2 * this.pitch ** 2;
    const [h, v] = [2 * this.links.count * Nr * Nt, 2 * served.flat().length * Nt * Ns];
    const arena = new Arena(8 * (2 * size + h + v));
    this.system = arena.float64(size);
    this.factor = arena.float64(size);
    this.channels = arena.float64(h);
    this.V = arena.float64(v);

    const at = (k: number, l: number) =>
      this.channels.byteOffset + COMPLEX * Nr * Nt * this.links.numberOf(k, l);
    const block = (i: number, k: number) => COMPLEX * Nr * (i * this.pitch + k);
    const words = new PlanWords();
    const radios = range(K).map((k) => range(known.length).filter((l) => this.links.numberOf(k, l) >= 0));
    this.pairs = words.write(
      range(K).flatMap((i) =>
        range(i + 1).map((k) => {
          const both = radios[i].filter((l) => this.links.numberOf(k, l) >= 0);
          return [block(i, k), both.length, ...both.flatMap((l) => [at(i, l), at(k, l)])];
        }),
      ),
    );
    const serving = served.flatMap((users, l) => users.map((k) => ({ k, l })));
    this.precoders = words.write(
      serving.map(({ k, l }, n) => [
        this.V.byteOffset + COMPLEX * n * Nt * Ns,
        known[l].length,
        ...known[l].flatMap((i) => [at(i, l), block(i, k)]),
      ]),
    );
    this.kernels = centralRzfModule(Nr, Nt, Ns, this.pitch).over([arena.memory, words.memory()]);
  }

  /** @param H [K, L, N_r, N_t] complex */
  take(H: Float64Array): void {
    this.links.gather(H, this.channels);
    this.kernels.pairs(this.pairs.at, this.pairs.turns);
  }

  /**
   * (H H^H + lambda I)^-1 in place of H H^H.
   *
   * @param lambda above 0
   * @returns false if that is singular to rounding; the system is then zero
   */
  invert(lambda: number): boolean {
    const { kernels, system, factor, pitch } = this;
    if (kernels.factor(system.byteOffset, pitch, pitch, lambda) === 1) {
      kernels.invert(system.byteOffset, factor.byteOffset, pitch);
      return true;
    }
    // What fills the order up to whole tiles must not stay NaN.
    system.fill(0);
    return false;
  }

  /** {@link V} of the inverse. */
  precode(): void {
    this.kernels.precoders(this.precoders.at, this.precoders.turns);
  }
}

/** The plan of a network, for whichever lambda, by the channels that enter: all, or those of served users. */
export const centralRzfPlan = {
  full: oncePer((topology: Topology) => {
    const everybody = range(topology.K);
    return new CentralRzfPlan(
      topology,
      topology.served.map(() => everybody),
    );
  }),
  served: oncePer((topology: Topology) => new CentralRzfPlan(topology, topology.served)),
};
