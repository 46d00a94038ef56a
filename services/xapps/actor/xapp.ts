import type { FilterXApp, XAppComponents, XAppInit } from '@chorus/contracts';
import { Actor, type PolicyInit } from '@chorus/learning';
import { Random } from '@chorus/phy';

/**
 * U_k and W_k from a trained actor, another one for each user if need be; without one, the closed form.
 *
 * With `exploration` an action is drawn, a = tanh(mean + sigma n). n depends on the seed, the user and the near-RT
 * loop alone, so not on how users are shared among replicas.
 */
export function createXApp({ topology, observe }: XAppComponents, init: XAppInit): FilterXApp {
  const { K, Nr, Ns, observed } = topology;
  const seed = init.exploration ?? null;
  const policy: PolicyInit = {
    observe,
    observed: observed[0].length,
    nr: Nr,
    ns: Ns,
    loadingDb: init.loadingDb ?? null,
  };
  const actors = new Array<Actor>(K).fill(new Actor(init.model ?? null, policy));
  let last: ReturnType<Actor['choose']> = { features: new Float64Array(0), raw: new Float64Array(0) };
  return {
    name: 'actor',
    gives: 'filters',
    filter(observation, U, W) {
      const { user, nearRtLoop } = observation;
      const random = seed === null ? null : new Random(seed, `exploration ${user} ${nearRtLoop}`);
      last = actors[user].choose(observation, random);
      actors[user].act(U, W);
    },
    take(model, users) {
      const actor = new Actor(model, policy);
      for (const user of users) actors[user] = actor;
    },
    experience: () => last,
  };
}
