// The page at every width, in light and dark, against the fake server.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { open, untilLive } from './browser.ts';
import { contrastFaults } from './contrast.ts';
import { startFakeServer } from './fake-server.ts';

for (const width of [360, 768, 1024, 1440, 1920]) {
  test(`at ${width} px nothing hangs over, with a user picked and marks drawn`, async (t) => {
    const fake = await startFakeServer();
    t.after(fake.close);
    fake.push(60);
    const page = await open(t, fake.url, { width });
    await untilLive(page);
    fake.mark('apps', 'precoder served -> /home/somebody/chorus/experiments/a-precoder-of-my-own.ts');
    fake.push(40);
    await page.fill('#user-search', '3');
    await page.keyboard.press('Enter');
    await page.locator('#user-rate-chart canvas').waitFor();
    assert.equal(await page.evaluate('document.documentElement.scrollWidth'), width);
    const hanging = await page.evaluate<string[]>(`
      [...document.querySelectorAll('main *')]
        .filter((element) => !element.closest('.scroll, .plot, .visually-hidden'))
        .filter((element) => element.getBoundingClientRect().right > innerWidth + 0.5)
        .map((element) => element.outerHTML.slice(0, 80))`);
    assert.deepEqual(hanging, []);
  });
}

for (const colorScheme of ['light', 'dark'] as const) {
  test(`all text keeps a contrast of 4.5 in ${colorScheme}`, async (t) => {
    const fake = await startFakeServer();
    t.after(fake.close);
    fake.push(60);
    const page = await open(t, fake.url, { colorScheme });
    await untilLive(page);
    await page.fill('#user-search', '3');
    await page.keyboard.press('Enter');
    fake.refusal = { code: 'CHORUS_FIELD_INVALID', error: 'no' };
    await page.getByRole('button', { name: 'Swap Scheme' }).click();
    await page.locator('#swap-scheme-status[data-state=refused]').waitFor();
    const { checked, faults } = await contrastFaults(page);
    assert.ok(checked > 80, `${checked} texts`);
    assert.deepEqual(faults, []);
  });
}

test('the theme button overrides what the system prefers, and is remembered', async (t) => {
  const fake = await startFakeServer();
  t.after(fake.close);
  fake.push(2);
  const page = await open(t, fake.url, { colorScheme: 'light' });
  await untilLive(page);
  const ground = () => page.evaluate<string>('getComputedStyle(document.body).backgroundColor');
  const light = await ground();
  const button = page.locator('#theme');
  await button.click();
  await button.click();
  assert.equal(await button.textContent(), 'Theme: dark');
  const dark = await ground();
  assert.notEqual(dark, light);
  await page.reload();
  await untilLive(page);
  assert.equal(await ground(), dark);
  await button.click();
  assert.equal(await button.textContent(), 'Theme: auto');
  assert.equal(await ground(), light);
});

test('who wants less motion gets none', async (t) => {
  const fake = await startFakeServer();
  t.after(fake.close);
  fake.push(2);
  const page = await open(t, fake.url, { reducedMotion: 'reduce' });
  await untilLive(page);
  await page.locator('.bar').first().waitFor({ state: 'attached' });
  const moving = await page.evaluate<string[]>(`
    [...document.querySelectorAll('*')]
      .filter((element) => {
        const { transitionDuration, animationName } = getComputedStyle(element);
        return transitionDuration !== '0s' || animationName !== 'none';
      })
      .map((element) => element.className)`);
  assert.deepEqual(moving, []);
});
