// An hour at full rate, and more, in seconds: nothing may grow.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { ofStore, open, until, untilLive } from './browser.ts';
import { startFakeServer } from './fake-server.ts';

const HOUR = 14_400;
const network = { radios: 16, users: 8, odus: 4, cluster: 4, areaM: 200 };

async function size(page: Page) {
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  await session.detach();
  const counted = await page.evaluate<Record<string, number>>(`
    import('/page/main.ts').then(({ store }) => ({
      nodes: document.querySelectorAll('*').length,
      rows: store.past.network.length,
      bytes: store.past.bytes,
      marks: store.marks.length,
    }))`);
  return { heap: usedSize, counted };
}

test('after an hour of ticks nothing grows: elements, arrays, heap', async (t) => {
  const fake = await startFakeServer({ network });
  t.after(fake.close);
  fake.push(2);
  const page = await open(t, fake.url);
  await untilLive(page);
  await page.fill('#user-search', '3');
  await page.keyboard.press('Enter');
  const feed = async (ticks: number) => {
    for (let sent = 0; sent < ticks; sent += 400) {
      fake.push(400);
      fake.mark('minimum-rate', 'R_min of user 3: 4 -> 5');
      fake.mark('apps', 'precoder served -> wide');
      fake.mark('impairments', 'E2 delay 0 -> 3 slots');
      fake.mark('model', 'actor none -> actor@1');
      const { slot } = fake.newest();
      await until(page, ofStore(`store.newest?.slot === ${slot}`));
    }
    // Drawn, too.
    await until(
      page,
      `document.getElementById('fact-slot').textContent.startsWith('${fake.newest().slot.toLocaleString('en')} ')`,
    );
  };
  await feed(HOUR + 800);
  const before = await size(page);
  assert.deepEqual(
    { ...before.counted, nodes: 0, bytes: 0 },
    { nodes: 0, rows: HOUR, bytes: 0, marks: 100 },
    'rings and marks are full',
  );
  // Measured: 0.1 MB. A number kept for each tick and user would be 0.5 MB.
  await feed(8000);
  const after = await size(page);
  assert.deepEqual(after.counted, before.counted);
  assert.ok(after.heap - before.heap < 5e5, `heap from ${before.heap} to ${after.heap} bytes`);
});

test('a hidden page draws nothing, and is up to date when it is looked at again', async (t) => {
  const fake = await startFakeServer({ network });
  t.after(fake.close);
  fake.push(2);
  const page = await open(t, fake.url);
  await untilLive(page);
  const hide = (hidden: boolean) =>
    page.evaluate(`
      Object.defineProperty(document, 'hidden', { configurable: true, value: ${hidden} });
      document.dispatchEvent(new Event('visibilitychange'));`);
  await hide(true);
  const shown = await page.locator('#fact-slot').textContent();
  fake.push(20);
  const { slot } = fake.newest();
  await until(page, ofStore(`store.newest?.slot === ${slot}`));
  assert.equal(await page.locator('#fact-slot').textContent(), shown);
  await hide(false);
  await until(
    page,
    `document.getElementById('fact-slot').textContent.startsWith('${slot.toLocaleString('en')} ')`,
  );
});
