import { byId, setText } from './dom.ts';

const choices = ['auto', 'light', 'dark'] as const;
type Choice = (typeof choices)[number];
const key = 'chorus-theme';

/** What canvases need of style.css, by the names of its custom properties. */
const names = ['ink', 'muted', 'line', 'panel', 'accent', 'warn', 'mark', 'series-1', 'series-2'] as const;
const more = ['series-3', 'series-4', 'series-5', 'series-6'] as const;
export type ColorName = (typeof names)[number] | (typeof more)[number];

let colors: Record<string, string> | null = null;

/** A colour of the theme in force. */
export function themeColor(name: ColorName): string {
  if (colors === null) {
    const style = getComputedStyle(document.documentElement);
    colors = Object.fromEntries([...names, ...more].map((one) => [one, style.getPropertyValue(`--${one}`)]));
  }
  return colors[name];
}

/** The button that goes through auto, light and dark; the choice outlasts the visit. */
export function setUpTheme(changed: () => void): void {
  const button = byId('theme', HTMLButtonElement);
  let choice = stored();
  const apply = () => {
    if (choice === 'auto') delete document.documentElement.dataset['theme'];
    else document.documentElement.dataset['theme'] = choice;
    setText(button, `Theme: ${choice}`);
    colors = null;
    changed();
  };
  button.addEventListener('click', () => {
    choice = choices[(choices.indexOf(choice) + 1) % choices.length];
    localStorage.setItem(key, choice);
    apply();
  });
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', apply);
  apply();
}

function stored(): Choice {
  const value = localStorage.getItem(key);
  return choices.find((choice) => choice === value) ?? 'auto';
}
