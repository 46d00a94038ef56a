import { make, setOptions, setText } from './dom.ts';

/** The choice that stands for a module's path. */
const path = '\u0000path';

export type Outcome = 'pending' | 'enforced' | 'refused';

/** One thing that can be swapped: what is in force, what to choose, and what became of the wish. */
export class SwapRow {
  readonly element = make('form', 'swap-row');
  private readonly now = make('span', 'now-app', '–');
  private readonly select = make('select');
  private readonly text = make('input');
  private readonly outcome = make('p', 'outcome');
  private readonly takesPath: boolean;
  /** Somebody has chosen what is not asked for yet. */
  private chosen = false;

  /** @param swap is given a name, or a path; what it does shows by `tell` */
  constructor(id: string, label: string, takesPath: boolean, swap: (app: string) => void) {
    this.takesPath = takesPath;
    this.select.id = `swap-${id}`;
    const caption = make('label', '', label);
    caption.htmlFor = this.select.id;
    this.text.type = 'text';
    this.text.placeholder = 'path of a module';
    this.text.setAttribute('aria-label', `${label}: path of a module`);
    this.text.hidden = true;
    this.outcome.setAttribute('role', 'status');
    this.outcome.id = `swap-${id}-status`;
    const button = make('button', '', 'Swap');
    button.type = 'submit';
    button.setAttribute('aria-label', `Swap ${label}`);
    this.element.append(
      caption,
      this.now,
      make('div', 'choice', this.select, this.text, button),
      this.outcome,
    );
    this.select.addEventListener('change', () => {
      this.chosen = true;
      this.text.hidden = this.select.value !== path;
    });
    this.element.addEventListener('submit', (event) => {
      event.preventDefault();
      const app = this.select.value === path ? this.text.value.trim() : this.select.value;
      if (app === '') return this.tell('refused', 'Refused: no name or path is given');
      this.chosen = false;
      swap(app);
    });
  }

  /** @param names as value and text */
  offer(names: readonly (readonly [string, string])[]): void {
    setOptions(this.select, this.takesPath ? [...names, [path, 'a module’s path …']] : names);
  }

  /** What is in force; the choice follows it until somebody chooses. */
  show(app: string): void {
    const known = [...this.select.options].some(({ value }) => value === app);
    if (known && !this.chosen && this.now.textContent !== app) {
      this.select.value = app;
      this.text.hidden = true;
    }
    setText(this.now, app);
  }

  tell(state: Outcome, text: string): void {
    this.outcome.dataset['state'] = state;
    setText(this.outcome, text);
  }
}
