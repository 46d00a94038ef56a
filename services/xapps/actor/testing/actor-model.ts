import type { Observe } from '@chorus/contracts';
import type { Model } from '@chorus/learning';
import { drawModel, drawnSpec, type DrawnInit } from '@chorus/learning/testing/actor-model.ts';
import type { Topology } from '@chorus/phy';

/** What {@link drawActorModel} is asked for beside a topology. */
export interface DrawnActorInit extends DrawnInit {
  readonly observe?: Observe;
  readonly loadingDb?: number | null;
}

/** A model that fits a network, small and fast; with a scale above 0 its filters are not the closed form's. */
export function drawActorModel({ Nr, Ns, observed }: Topology, init: DrawnActorInit = {}): Model {
  const { observe = 'neighbours', loadingDb = null, ...drawn } = init;
  const spec = { ...drawnSpec, observe, observed: observed[0].length, nr: Nr, ns: Ns, loadingDb };
  return drawModel(spec, drawn);
}
