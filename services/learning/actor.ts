import { Random } from '@chorus/phy';
import { ModelError, type Model } from './model.ts';
import { Network } from './nn/network.ts';
import { DirectPolicy } from './policy/direct.ts';
import type { Observed, Policy, PolicyInit } from './policy/policy.ts';
import { ResidualPolicy, type ResidualReach } from './policy/residual.ts';

/** How an actor's network is wired to the radio: part of its model. */
export interface ActorSpec extends PolicyInit {
  policy: 'direct' | 'residual';
  /** Of the residual policy; a direct one has none. */
  reach: ResidualReach;
}

export const DEFAULT_REACH: ResidualReach = { interference: 3, weight: 2 };

export function createPolicy(spec: ActorSpec): Policy {
  return spec.policy === 'direct' ? new DirectPolicy(spec) : new ResidualPolicy(spec, spec.reach);
}

/** U_k and W_k from a trained network, for any user: one per near-RT loop. */
export class Actor {
  readonly policy: Policy;
  private readonly network: Network | null;
  private readonly features: Float64Array;
  private readonly action: Float64Array;
  private readonly raw: Float64Array;

  /**
   * @param model null for an untrained residual policy, which is the closed form
   * @throws ModelError where the model is for another observation or another number of antennas
   */
  constructor(model: Model | null, init: PolicyInit) {
    const spec = model === null ? null : fittingSpec(model, init);
    this.policy = createPolicy(spec ?? { ...init, policy: 'residual', reach: DEFAULT_REACH });
    const { observationSize, actionSize } = this.policy;
    this.network = model === null ? null : fittingNetwork(model, observationSize, actionSize);
    this.features = new Float64Array(observationSize);
    this.action = new Float64Array(actionSize);
    this.raw = new Float64Array(actionSize);
  }

  /**
   * The mean action.
   *
   * @param U [N_r, N_s] complex, to fill
   * @param W [N_s, N_s] complex Hermitian positive definite, to fill
   */
  filter(seen: Observed, U: Float64Array, W: Float64Array): void {
    this.choose(seen, null);
    this.act(U, W);
  }

  /** Filters of the action that was chosen last. */
  act(U: Float64Array, W: Float64Array): void {
    this.policy.act(this.action, U, W);
  }

  /**
   * An action and what it was chosen from, for a learner: a = tanh(mean + sigma n).
   *
   * @param random source of n; null takes the mean
   * @returns the features and the action before tanh; overwritten by the next call
   */
  choose(seen: Observed, random: Random | null): { features: Float64Array; raw: Float64Array } {
    const { policy, network, features, action, raw } = this;
    policy.observe(seen, features);
    raw.fill(0);
    if (network !== null) {
      network.input.set(features);
      const output = network.run();
      for (let i = 0; i < raw.length; i++) {
        raw[i] = output[i];
        if (random !== null) raw[i] += Math.exp(clampLogSigma(output[raw.length + i])) * random.normal();
      }
    }
    for (let i = 0; i < raw.length; i++) action[i] = Math.tanh(raw[i]);
    return { features, raw };
  }
}

/** Bounds of log sigma: below, exploration is over; above, tanh saturates. */
export const LOG_SIGMA = { low: -5, high: 0.5 } as const;

export function clampLogSigma(value: number): number {
  return Math.min(LOG_SIGMA.high, Math.max(LOG_SIGMA.low, value));
}

function fittingSpec({ kind, spec }: Model, init: PolicyInit): ActorSpec {
  if (kind !== 'actor') throw new ModelError(`it is a ${kind}; an xApp runs an actor`);
  const actor = spec as unknown as ActorSpec;
  const wanted = {
    observe: init.observe,
    nr: init.nr,
    ns: init.ns,
    ...(init.observe === 'neighbours' && { observed: init.observed }),
  };
  for (const [field, value] of Object.entries(wanted)) {
    const has = actor[field as keyof typeof wanted];
    if (has !== value) throw new ModelError(`its ${field} is ${JSON.stringify(has)}; here it is ${value}`);
  }
  if (actor.policy !== 'direct' && actor.policy !== 'residual')
    throw new ModelError(`its policy is ${JSON.stringify(actor.policy)}; allowed: direct, residual`);
  const { interference, weight } = (actor.reach ?? {}) as Partial<ResidualReach>;
  if (actor.policy === 'residual' && ![interference, weight].every((value) => Number.isFinite(value)))
    throw new ModelError('its reach does not state interference and weight');
  if (actor.loadingDb !== null && !Number.isFinite(actor.loadingDb))
    throw new ModelError(`its loadingDb is ${JSON.stringify(actor.loadingDb)}; allowed: a number or null`);
  return actor;
}

function fittingNetwork({ network, weights }: Model, observations: number, actions: number): Network {
  const { sizes } = network;
  if (sizes[0] !== observations || sizes.at(-1) !== 2 * actions)
    throw new ModelError(
      `its network takes ${sizes[0]} numbers and gives ${sizes.at(-1)}; the policy shows ${observations} and takes ${2 * actions}`,
    );
  return new Network(network, weights);
}
