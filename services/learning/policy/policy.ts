/** What an actor is shown of its user, as E2 reports it. */
export interface Observed {
  /** Xi_k,i for i in I_k, the user itself first, or Xi_k,k alone; [users, N_r, N_s] complex. */
  readonly Xi: Float64Array;
  /** J_k, [N_r, N_r] complex; null unless the observation is `covariance`. */
  readonly J: Float64Array | null;
  /** Mean interference and noise power of a receive antenna; null unless the observation is `power`. */
  readonly interference?: number | null;
}

/** What E2 reports of a user: Xi_k,i for i in I_k, Xi_k,k and J_k, or Xi_k,k and the interference power p_k. */
export type Observe = 'neighbours' | 'covariance' | 'power';

/** What the observation and the action of an agent are made of. */
export interface PolicyInit {
  observe: Observe;
  /** I, under `neighbours`. */
  observed: number;
  nr: number;
  ns: number;
  /** Constant in J_k that stands for interference nobody observes, over the noise power [dB]; null for none. */
  loadingDb: number | null;
}

/**
 * Between radio and learner: what the network sees of a user, and what its action does.
 *
 * Features are of order one, actions lie in [-1, 1]. Both are blind to how a user's streams are turned,
 * (U, W) -> (UQ, Q^H W Q), which changes no rate once the precoders have followed; those of the residual policy
 * also to how its receive antennas are.
 */
export interface Policy {
  readonly observationSize: number;
  readonly actionSize: number;
  /**
   * @param features [observationSize], to fill
   */
  observe(seen: Observed, features: Float64Array): void;
  /**
   * Filters of the user that was observed last.
   *
   * @param action [actionSize], in [-1, 1]
   * @param U [N_r, N_s] complex, to fill
   * @param W [N_s, N_s] complex Hermitian positive definite, to fill
   */
  act(action: Float64Array, U: Float64Array, W: Float64Array): void;
  /**
   * The action whose filters come closest to (16)-(17) under an interference covariance that the agent itself
   * may not see: what imitation learns. Of the user that was observed last.
   *
   * @param R interference and noise, [N_r, N_r] complex
   * @param action [actionSize], to fill
   */
  imitate(R: Float64Array, action: Float64Array): void;
}
