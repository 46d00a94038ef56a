import type { Model, Observe } from '@chorus/learning';
import type { Topology } from '@chorus/phy';

export type { Observe };

/** What an xApp is made with. */
export interface XAppComponents {
  readonly topology: Topology;
  readonly observe: Observe;
}

/** Options of the scenario that built-in xApps read; a module of your own may ignore them. */
export interface XAppInit {
  /** Diagonal loading of J_k over the noise power [dB]; null for none. */
  loadingDb?: number | null;
  /** lambda of (39), over the noise power. */
  rzfLambda?: number;
  /** A trained model for all users; null for none. */
  model?: Model | null;
  /** Seed of the noise with which a policy draws its actions; null takes their means. */
  exploration?: number | null;
}

/** What the near-RT RIC knows of a user at the end of a near-RT loop. Reused between calls. */
export interface UserObservation {
  readonly user: number;
  readonly nearRtLoop: number;
  /** Xi_k,i for i in I_k (the user itself first), [I, N_r, N_s] complex; only Xi_k,k unless under `neighbours`. */
  readonly Xi: Float64Array;
  /** J_k, [N_r, N_r] complex; null unless under `covariance`. */
  readonly J: Float64Array | null;
  /** p_k, mean power of interference and noise at a receive antenna, over the noise; null unless under `power`. */
  readonly interference: number | null;
}

/** One decision, as a learner needs it. */
export interface Choice {
  /** o_k, what the policy saw. */
  readonly features: Float64Array;
  /** a_k before tanh. */
  readonly raw: Float64Array;
}

/** An xApp that gives U_k and W_k, once per near-RT loop and user. */
export interface FilterXApp {
  readonly name: string;
  readonly gives: 'filters';
  /**
   * @param observation of one user
   * @param U receive filter, [N_r, N_s] complex, to fill
   * @param W weight, [N_s, N_s] complex Hermitian positive definite, to fill
   */
  filter(observation: UserObservation, U: Float64Array, W: Float64Array): void;
  /**
   * An xApp that runs trained models takes one for some users; the others keep theirs. One that takes none
   * leaves this out.
   *
   * @throws ModelError where the model does not fit; what was in force stays so
   */
  take?(model: Model, users: readonly number[]): void;
  /**
   * An xApp that can be trained: what the last `filter` chose, and from what; overwritten by the next. One that
   * cannot leaves this out.
   */
  experience?(): Choice;
}

/** An xApp that gives the precoders themselves, every RT loop, from CSI that E2 carries. */
export interface PrecoderXApp {
  readonly name: string;
  readonly gives: 'precoders';
  /** Which channels the O-DUs report: of users that an O-RU serves, or of all that are coupled with it. */
  readonly csi: 'served' | 'coupled';
  /**
   * @param H [K, L, N_r, N_t] complex; zero where E2 does not report the channel
   * @param V [K, L, N_t, N_s] complex, to fill where O-RU l serves user k
   */
  precode(H: Float64Array, V: Float64Array): void;
}

export type XApp = FilterXApp | PrecoderXApp;

/** What an xApp's module exports. */
export interface XAppModule {
  createXApp: (components: XAppComponents, init: XAppInit) => XApp;
}
