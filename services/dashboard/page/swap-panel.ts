import type { AppsInForce, SwapRequest, SwapStatus } from '../api.ts';
import { client, reasonOf } from './client.ts';
import { byId } from './dom.ts';
import { count } from './format.ts';
import { setUpModels } from './model-swap.ts';
import type { Store } from './store.ts';
import { SwapRow } from './swap-row.ts';

type Target = SwapRequest['target'];
const labels: Record<Target, string> = {
  scheme: 'Scheme',
  xapp: 'xApp',
  precoder: 'Precoder dApp',
  multiplier: 'Multiplier dApp',
};
const targets = Object.keys(labels) as Target[];
const POLL_MS = 250;

/** Swaps a scheme, an xApp, a dApp or a model of the running testbed. */
export function setUpSwap(store: Store): void {
  const rows = new Map<Target, SwapRow>();
  for (const target of targets) {
    const takesPath = target !== 'scheme';
    const row = new SwapRow(target, labels[target], takesPath, (app) => void swap(row, { target, app }));
    rows.set(target, row);
  }
  byId('swap-rows', HTMLElement).append(...[...rows.values()].map(({ element }) => element));
  setUpModels(store);
  const offer = () =>
    client.apps().then(
      ({ available }) =>
        targets.forEach((target) => rows.get(target)?.offer(available[target].map((name) => [name, name]))),
      // Asked for again with the next mark or connection.
      () => undefined,
    );
  store.on(['testbed', 'mark'], () => void offer());
  store.on(['tick'], () => {
    const apps = store.newest?.apps;
    if (apps) targets.forEach((target) => rows.get(target)?.show(nameOf(apps, target)));
  });
}

const nameOf = (apps: AppsInForce, target: Target): string => apps[target] ?? 'none';

/** Asks for the swap and follows it until it is in force or refused. */
async function swap(row: SwapRow, request: SwapRequest): Promise<void> {
  row.tell('pending', `On its way: ${request.app}`);
  try {
    let status = await client.swap(request);
    while (status.state === 'on its way') {
      row.tell('pending', `On its way: ${request.app}${status.reason ? `; ${status.reason}` : ''}`);
      await new Promise((next) => setTimeout(next, POLL_MS));
      status = await client.swapStatus(request.target);
    }
    if (status.state === 'in force') row.tell('enforced', inForce(status));
    else row.tell('refused', `Refused: ${status.reason}`);
  } catch (error) {
    row.tell('refused', `Refused: ${reasonOf(error)}`);
  }
}

function inForce({ app, slot, nearRtLoop }: SwapStatus): string {
  if (slot === undefined || nearRtLoop === undefined) return `In force: ${app}`;
  return `In force: ${app} from slot ${count(slot)} on (near-RT loop ${count(nearRtLoop)})`;
}
