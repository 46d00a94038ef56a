import { client, reasonOf } from './client.ts';
import { byId } from './dom.ts';
import { count } from './format.ts';
import type { Store } from './store.ts';
import { SwapRow } from './swap-row.ts';

const POLL_MS = 500;

/** Which model the actors, or the multiplier dApp, run. */
export function setUpModels(store: Store): void {
  let newest = new AbortController();
  const row = new SwapRow('model', 'Model', false, (model) => {
    // The server tells of the newest wish only.
    newest.abort();
    newest = new AbortController();
    void deploy(row, model, newest.signal);
  });
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

/** @param over when there is a newer wish, of which the row tells then */
async function deploy(row: SwapRow, named: string, over: AbortSignal): Promise<void> {
  const [model, version] = named.split('@');
  row.tell('pending', `On its way: ${named}`);
  try {
    let status = await client.deployModel({ model, version: Number(version) });
    while (!over.aborted && status.enforceStatus !== 'ENFORCED' && status.refused !== true) {
      row.tell('pending', `On its way: ${named}; ${status.enforceReason}`);
      await new Promise((next) => setTimeout(next, POLL_MS));
      status = await client.modelStatus();
    }
    if (over.aborted) return;
    const { slot, nearRtLoop, enforceReason } = status;
    if (status.refused === true) row.tell('refused', `Refused: ${enforceReason}`);
    else if (slot === undefined || nearRtLoop === undefined) row.tell('enforced', `In force: ${named}`);
    else
      row.tell(
        'enforced',
        `In force: ${named} from slot ${count(slot)} on (near-RT loop ${count(nearRtLoop)})`,
      );
  } catch (error) {
    if (!over.aborted) row.tell('refused', `Refused: ${reasonOf(error)}`);
  }
}
