import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { findBrowser } from '@chorus/cli/testbed/browser.ts';
import { thisMachine } from '@chorus/cli/testbed/servers.ts';
import { chromium, type Page } from 'playwright-core';

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

export interface View {
  readonly width?: number;
  readonly height?: number;
  readonly colorScheme?: 'light' | 'dark';
  readonly reducedMotion?: 'reduce' | 'no-preference';
}

/** A page of a fresh Chromium that has loaded `url`; fails the test if the page reports an error. */
export async function open(t: TestContext, url: string, view: View = {}): Promise<Page> {
  const profile = mkdtempSync(join(tmpdir(), 'chorus-browser-'));
  const { width = 1280, height = 900, ...media } = view;
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: findBrowser(thisMachine((text) => process.stderr.write(`${text}\n`))),
    headless: true,
    args,
    viewport: { width, height },
    ...media,
  });
  const [page] = context.pages();
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (message) => {
    // Chromium reports a refused request as an error of its own; the page shows it to people.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
      errors.push(message.text());
  });
  t.after(async () => {
    await context.close();
    rmSync(profile, { recursive: true, force: true });
    if (errors.length > 0) throw new Error(`the page reported: ${errors.join('; ')}`);
  });
  await page.goto(url);
  return page;
}

/** Waits until the page is connected and has drawn a tick. */
export async function untilLive(page: Page): Promise<void> {
  await page.locator('#connection[data-state=live]').waitFor();
  await page.waitForFunction(`document.getElementById('fact-slot').textContent !== '–'`);
}
