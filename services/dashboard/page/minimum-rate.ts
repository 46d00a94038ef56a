import { client, reasonOf } from './client.ts';
import { byId, setText } from './dom.ts';
import { count, fixed } from './format.ts';
import type { Store } from './store.ts';

/** After a slider's last move: keys move it by one step each. */
const SETTLE_MS = 300;
/** R_k^min travels as float32. */
const NEAR = 1e-4;

interface Asked {
  readonly users: readonly number[];
  readonly rMin: number;
  readonly text: string;
}

/** Slider and number that set R_k^min of the picked user or of all, and what has become of the wish. */
export function setUpMinimumRate(store: Store): void {
  const slider = byId('r-min-slider', HTMLInputElement);
  const field = byId('r-min-number', HTMLInputElement);
  const all = byId('r-min-all', HTMLInputElement);
  const form = byId('r-min-form', HTMLFormElement);
  const status = byId('r-min-status', HTMLElement);
  let timer = 0;
  let asked: Asked | null = null;

  const tell = (state: 'pending' | 'enforced' | 'refused' | '', text: string) => {
    status.dataset['state'] = state;
    setText(status, text);
  };
  const put = async () => {
    if (store.user === null) return;
    const rMin = field.valueAsNumber;
    if (!field.checkValidity() || !Number.isFinite(rMin)) {
      tell('refused', `Refused: R_min is ${field.value || 'empty'}; allowed: ${field.min} to ${field.max}`);
      return;
    }
    const users = all.checked ? (store.testbedView?.users.map((_, k) => k) ?? []) : [store.user];
    const whom = all.checked ? 'all users' : `user ${store.user}`;
    const mine: Asked = { users, rMin, text: `${fixed(rMin, 1)} bit/s/Hz for ${whom}` };
    asked = mine;
    tell('pending', `Pending: ${mine.text}`);
    try {
      await client.setMinimumRate({ users: all.checked ? 'all' : users, r_min: rMin });
    } catch (error) {
      // A newer wish has its own answer.
      if (asked !== mine) return;
      asked = null;
      tell('refused', `Refused: ${reasonOf(error)}`);
    }
  };
  const settle = () => {
    clearTimeout(timer);
    timer = window.setTimeout(() => void put(), SETTLE_MS);
  };

  slider.addEventListener('input', () => (field.value = slider.value));
  slider.addEventListener('change', settle);
  field.addEventListener('input', () => (slider.value = field.value));
  field.addEventListener('change', settle);
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    settle();
  });
  /** What the controls were last set to; what somebody else sets meanwhile moves them, too. */
  let shown: number | undefined;
  const follow = () => {
    const now = store.user === null ? undefined : store.newest?.rMin[store.user];
    if (now === undefined || now === shown) return;
    shown = now;
    slider.value = field.value = String(Math.round(now * 1000) / 1000);
  };
  store.on(['user'], () => {
    clearTimeout(timer);
    shown = undefined;
    follow();
    if (asked === null) tell('', '');
  });
  store.on(['tick'], () => {
    const { newest } = store;
    if (asked === null && !form.contains(document.activeElement)) follow();
    if (asked === null || newest === null) return;
    const { users, rMin, text } = asked;
    if (!users.every((k) => Math.abs(newest.rMin[k] - rMin) < NEAR)) return;
    asked = null;
    tell('enforced', `Enforced: ${text}, seen in slot ${count(newest.slot)}`);
  });
}
