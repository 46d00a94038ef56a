import type { FilterXApp, XAppComponents, XAppInit } from '@chorus/contracts';
import { Actor, type PolicyInit } from '@chorus/learning';

/** U_k and W_k from a trained actor, another one for each user if need be; without one, the closed form. */
export function createXApp({ topology, observe }: XAppComponents, init: XAppInit): FilterXApp {
  const { K, Nr, Ns, observed } = topology;
  const policy: PolicyInit = {
    observe,
    observed: observed[0].length,
    nr: Nr,
    ns: Ns,
    loadingDb: init.loadingDb ?? null,
  };
  const actors = new Array<Actor>(K).fill(new Actor(init.model ?? null, policy));
  return {
    name: 'actor',
    gives: 'filters',
    filter(observation, U, W) {
      actors[observation.user].filter(observation, U, W);
    },
    take(model, users) {
      const actor = new Actor(model, policy);
      for (const user of users) actors[user] = actor;
    },
  };
}
