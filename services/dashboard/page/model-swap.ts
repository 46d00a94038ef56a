import { client, reasonOf } from './client.ts';
import { byId } from './dom.ts';
import { count } from './format.ts';
import type { Store } from './store.ts';
import { SwapRow } from './swap-row.ts';

const POLL_MS = 500;

/** Which model the actors, or the multiplier dApp, run. */
export function setUpModels(store: Store): void {
  const row = new SwapRow('model', 'Model', false, (model) => void deploy(row, model));
  byId('swap-rows', HTMLElement).append(row.element);
  const offer = () =>
    client.models().then(
      (models) => row.offer(models.map(({ name, version }) => [`${name}@${version}`, `${name}@${version}`])),
      () => undefined,
    );
  store.on(['testbed', 'mark'], () => void offer());
  store.on(['tick'], () => {
    const models = store.newest?.models ?? [];
    const texts = models.map(
      ({ target, model, version, users }) => `${model}@${version} (${target}, ${users})`,
    );
    row.show(texts.length > 0 ? texts.join(', ') : 'none');
  });
}

async function deploy(row: SwapRow, named: string): Promise<void> {
  const [model, version] = named.split('@');
  row.tell('pending', `On its way: ${named}`);
  try {
    let status = await client.deployModel({ model, version: Number(version) });
    while (status.enforceStatus !== 'ENFORCED' && status.refused !== true) {
      row.tell('pending', `On its way: ${named}; ${status.enforceReason}`);
      await new Promise((next) => setTimeout(next, POLL_MS));
      status = await client.modelStatus();
    }
    const { slot, nearRtLoop, enforceReason } = status;
    if (status.refused === true) row.tell('refused', `Refused: ${enforceReason}`);
    else if (slot === undefined || nearRtLoop === undefined) row.tell('enforced', `In force: ${named}`);
    else
      row.tell(
        'enforced',
        `In force: ${named} from slot ${count(slot)} on (near-RT loop ${count(nearRtLoop)})`,
      );
  } catch (error) {
    row.tell('refused', `Refused: ${reasonOf(error)}`);
  }
}
