import { after, type TestContext } from 'node:test';
import { findBrowser } from '@chorus/cli/testbed/browser.ts';
import { thisMachine } from '@chorus/cli/testbed/servers.ts';
import { chromium, type Browser, type Page } from 'playwright-core';

/** Headless, and silent towards the network. */
const args = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

const PATIENCE_MS = 15_000;

export interface View {
  readonly width?: number;
  readonly height?: number;
  readonly colorScheme?: 'light' | 'dark';
  readonly reducedMotion?: 'reduce' | 'no-preference';
}

let launched: Promise<Browser> | null = null;
after(async () => (await launched)?.close());

/** One Chromium for a file of tests, with a profile of its own; every page has its own storage. */
function launch(): Promise<Browser> {
  const executablePath = findBrowser(thisMachine((text) => process.stderr.write(`${text}\n`)));
  return (launched ??= chromium.launch({ executablePath, headless: true, args }));
}

/** A fresh page that has loaded `url`; fails the test if the page reports an error. */
export async function open(t: TestContext, url: string, view: View = {}): Promise<Page> {
  const { width = 1280, height = 900, ...media } = view;
  const browser = await launch();
  const context = await browser.newContext({ viewport: { width, height }, ...media });
  context.setDefaultTimeout(PATIENCE_MS);
  const page = await context.newPage();
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (message) => {
    // Chromium reports a refused request as an error of its own; the page shows it to people.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
      errors.push(message.text());
  });
  t.after(async () => {
    await context.close();
    if (errors.length > 0) throw new Error(`the page reported: ${errors.join('; ')}`);
  });
  await page.goto(url);
  return page;
}

/**
 * Waits until an expression is true in the page; one that gives a promise is awaited. (Playwright's own
 * waitForFunction evaluates in the page, which the page's security policy forbids.)
 */
export async function until(page: Page, expression: string): Promise<void> {
  const giveUp = Date.now() + PATIENCE_MS;
  while (!(await page.evaluate<boolean>(expression))) {
    if (Date.now() > giveUp) throw new Error(`it never came to: ${expression}`);
    await new Promise((next) => setTimeout(next, 20));
  }
}

/** An expression over `store`, what the page knows. */
export const ofStore = (expression: string): string =>
  `import('/page/main.ts').then(({ store }) => ${expression})`;

/** Waits until the page is connected and has drawn a tick. */
export async function untilLive(page: Page): Promise<void> {
  await page.locator('#connection[data-state=live]').waitFor();
  await until(page, `document.getElementById('fact-slot').textContent !== '–'`);
}
