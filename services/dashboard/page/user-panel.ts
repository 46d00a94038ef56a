import { byId, setText } from './dom.ts';
import { fixed, none } from './format.ts';
import { slotColumn, wallColumn } from './history.ts';
import { setUpMinimumRate } from './minimum-rate.ts';
import { CHART_POINTS } from './rates-panel.ts';
import type { Redraw } from './redraw.ts';
import type { Store } from './store.ts';
import { createThinned, firstRowFrom, thin } from './thin.ts';
import { TimeChart } from './time-chart.ts';

/** The picked user: its numbers now and over time, and the control of its R_k^min. */
export function setUpUser(store: Store, redraw: Redraw): void {
  setUpPicker(store);
  setUpMinimumRate(store);
  const body = byId('user-body', HTMLElement);
  body.hidden = false;
  const rateHost = byId('user-rate-chart', HTMLElement);
  const rateLines = [
    { label: 'rₖ', color: 'series-1', decimals: 2 },
    { label: 'Rₖ minimum', color: 'series-2', decimals: 2, dash: [6, 3] },
  ] as const;
  const rate = new TimeChart(rateHost, 'Rate [bit/s/Hz]', rateLines, 1);
  const muHost = byId('user-mu-chart', HTMLElement);
  const mu = new TimeChart(muHost, 'Multiplier', [{ label: 'μₖ', color: 'series-3', decimals: 3 }], 1);
  body.hidden = true;
  const rateData = createThinned(3, CHART_POINTS);
  const muData = createThinned(2, CHART_POINTS);
  redraw.add(body, () => {
    const { user, past } = store;
    if (user === null) return;
    showNumbers(store, user);
    const { users: ring } = past;
    const newest = ring.length > 0 ? ring.at(ring.length - 1, wallColumn) : 0;
    const from = firstRowFrom(ring, wallColumn, newest - store.windowMs);
    const columns = past.userColumns(user);
    thin(ring, from, [slotColumn, columns.rate, columns.rMin], rateData);
    thin(ring, from, [slotColumn, columns.mu], muData);
    rate.draw(rateData, store.marks);
    mu.draw(muData, store.marks);
  });
  store.on(['user'], () => {
    body.hidden = store.user === null;
    byId('user-empty', HTMLElement).hidden = store.user !== null;
    announce(store);
  });
  store.on(['tick', 'mark', 'user', 'window', 'testbed'], () => redraw.invalidate(body));
}

function showNumbers({ newest, testbedView: testbed }: Store, user: number): void {
  const show = (id: string, text: string) => setText(byId(id, HTMLElement), text);
  show('user-rate', fixed(newest?.userRate[user] ?? NaN, 2));
  show('user-r-min', fixed(newest?.rMin[user] ?? NaN, 2));
  show('user-mu', fixed(newest?.mu[user] ?? NaN, 3));
  const place = testbed?.users[user];
  const cluster = place?.serving.map((l) => `${l} (${testbed?.radios[l].odu})`).join(', ');
  show('user-cluster', cluster ?? none);
}

function announce({ user, newest, testbedView: testbed }: Store): void {
  const text =
    user === null
      ? 'No user picked'
      : `User ${user}: rate ${fixed(newest?.userRate[user] ?? NaN, 2)}, minimum ${fixed(newest?.rMin[user] ?? NaN, 2)} bit/s/Hz, served by ${testbed?.users[user].serving.length} O-RUs`;
  setText(byId('announcer', HTMLElement), text);
  setText(byId('user-title', HTMLElement), user === null ? 'User' : `User ${user}`);
}

/** The field and buttons that pick a user without the map. */
function setUpPicker(store: Store): void {
  const field = byId('user-search', HTMLInputElement);
  const pick = () => {
    const users = store.testbedView?.users.length ?? 0;
    const text = field.value.trim();
    const wanted = /^\d+$/.test(text) ? Number(text) : -1;
    const known = wanted >= 0 && wanted < users;
    field.setCustomValidity(text === '' || known ? '' : `allowed: 0 to ${users - 1}`);
    if (known) store.pick(wanted);
    else field.reportValidity();
  };
  field.addEventListener('change', pick);
  const step = (by: number) => () => {
    const users = store.testbedView?.users.length ?? 0;
    if (users > 0) store.pick(store.user === null ? 0 : (store.user + by + users) % users);
  };
  byId('user-previous', HTMLButtonElement).addEventListener('click', step(-1));
  byId('user-next', HTMLButtonElement).addEventListener('click', step(1));
  store.on(['user'], () => (field.value = store.user === null ? '' : String(store.user)));
  store.on(['testbed'], () => {
    const list = byId('user-list', HTMLDataListElement);
    const users = store.testbedView?.users ?? [];
    list.replaceChildren(
      ...users.map(({ anchor }, k) => new Option(`user ${k}, at O-DU ${anchor}`, String(k))),
    );
  });
}
