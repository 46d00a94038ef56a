import type { ImpairmentsView } from '../api.ts';
import { client, reasonOf } from './client.ts';
import { byId, make, setText } from './dom.ts';
import { count } from './format.ts';
import type { Store } from './store.ts';

interface Field {
  readonly label: string;
  readonly unit: string;
  readonly min: number;
  readonly max: number;
  readonly step: number;
  /** May be off, which is null. */
  readonly optional?: string;
}

const fields: Record<keyof ImpairmentsView, Field> = {
  e2_delay_slots: { label: 'E2 delay', unit: 'slots', min: 0, max: 1000, step: 1 },
  e2_loss: { label: 'E2 loss', unit: 'probability', min: 0, max: 1, step: 0.01 },
  d2_delay_slots: { label: 'D2 delay', unit: 'slots', min: 0, max: 1000, step: 1 },
  d2_loss: { label: 'D2 loss', unit: 'probability', min: 0, max: 1, step: 0.01 },
  csi_error_db: { label: 'CSI error', unit: 'dB', min: -100, max: 20, step: 1, optional: 'none' },
  speed_mps: { label: 'Speed', unit: 'm/s', min: 0, max: 200, step: 0.1 },
};
const names = Object.keys(fields) as (keyof ImpairmentsView)[];

/** Delays and losses on E2 and D2, CSI error and speed: what is in force, and what to ask for instead. */
export function setUpImpairments(store: Store): void {
  const rows = Object.fromEntries(names.map((name) => [name, new FieldRow(name)]));
  byId('impairment-fields', HTMLElement).append(...names.map((name) => rows[name].element));
  const status = byId('impairments-status', HTMLElement);
  const form = byId('impairments-form', HTMLFormElement);
  const tell = (state: string, text: string) => {
    status.dataset['state'] = state;
    setText(status, text);
  };
  let inForce: ImpairmentsView | null = null;
  const reset = () => names.forEach((name) => inForce && rows[name].set(inForce[name]));

  store.on(['testbed'], () => (inForce = null));
  store.on(['tick'], () => {
    const first = inForce === null;
    inForce = store.newest?.impairments ?? inForce;
    if (first) reset();
    names.forEach((name) => inForce && rows[name].show(inForce[name]));
  });
  byId('impairments-reset', HTMLButtonElement).addEventListener('click', () => {
    reset();
    tell('', '');
  });
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const wrong = names.map((name) => rows[name].wrong()).find((text) => text !== null);
    if (wrong !== undefined) return tell('refused', `Refused: ${wrong}`);
    const changed = names.filter((name) => inForce === null || rows[name].value() !== inForce[name]);
    if (changed.length === 0) return tell('', 'Nothing differs from what is in force.');
    tell('pending', 'Pending');
    client.setImpairments(Object.fromEntries(changed.map((name) => [name, rows[name].value()]))).then(
      ({ slot, nearRtLoop }) =>
        tell('enforced', `In force from slot ${count(slot)} on (near-RT loop ${count(nearRtLoop)})`),
      (error: unknown) => tell('refused', `Refused: ${reasonOf(error)}`),
    );
  });
}

/** A labelled number with its unit and the value in force beside it. */
class FieldRow {
  readonly element: HTMLElement;
  private readonly field: Field;
  private readonly input = make('input');
  private readonly off: HTMLInputElement | null;
  private readonly now = make('span', 'num muted', '–');

  constructor(name: keyof ImpairmentsView) {
    const { label, unit, min, max, step, optional } = (this.field = fields[name]);
    Object.assign(this.input, { type: 'number', min, max, step, id: `impairment-${name}`, value: '0' });
    const caption = make('label', '', label);
    caption.htmlFor = this.input.id;
    const value = make('span', 'with-unit', this.input, make('span', 'unit', unit));
    this.off = optional === undefined ? null : make('input');
    if (this.off) {
      this.off.type = 'checkbox';
      this.off.id = `impairment-${name}-none`;
      this.off.addEventListener('change', () => (this.input.disabled = this.off?.checked ?? false));
      value.append(make('label', 'inline', this.off, optional ?? ''));
    }
    this.element = make('div', 'field', caption, value, make('span', 'now', 'now ', this.now));
  }

  set(value: number | null): void {
    if (this.off) this.off.checked = this.input.disabled = value === null;
    if (value !== null) this.input.value = String(value);
  }

  show(value: number | null): void {
    setText(this.now, value === null ? 'none' : String(Math.round(value * 1000) / 1000));
  }

  value(): number | null {
    return this.off?.checked ? null : this.input.valueAsNumber;
  }

  /** What is wrong with the field, or null. */
  wrong(): string | null {
    const { label, unit, min, max, step } = this.field;
    const value = this.value();
    if (value === null || (value >= min && value <= max && (step < 1 || Number.isInteger(value))))
      return null;
    const kind = step < 1 ? 'a number' : 'an integer';
    return `${label} is ${this.input.value || 'empty'}; allowed: ${kind} from ${min} to ${max} ${unit}`;
  }
}
