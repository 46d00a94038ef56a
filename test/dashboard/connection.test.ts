// How the page starts, loses its server and comes back.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ofStore, open, until, untilLive } from './browser.ts';
import { startFakeServer } from './fake-server.ts';

test('a testbed that starts says what it waits for; the page begins by itself', async (t) => {
  const fake = await startFakeServer();
  t.after(fake.close);
  fake.starting = 'o-du-2';
  const page = await open(t, fake.url);
  await page.locator('#connection[data-state=starting]').waitFor();
  assert.match((await page.locator('#banner').textContent()) ?? '', /waiting for o-du-2/);
  fake.starting = 'ru-sim';
  await until(page, `document.getElementById('banner').textContent.includes('waiting for ru-sim')`);
  assert.equal(await page.locator('#connection').getAttribute('data-state'), 'starting');
  fake.starting = null;
  await page.locator('#connection[data-state=live]').waitFor();
  fake.push(1);
  await untilLive(page);
  assert.equal(await page.locator('#banner').isVisible(), false);
});

test('a broken connection shows, comes back, and its gap is filled from the history', async (t) => {
  const fake = await startFakeServer();
  t.after(fake.close);
  fake.push(30);
  const page = await open(t, fake.url);
  await untilLive(page);
  fake.push(10);
  fake.starting = 'nobody: it is away for a while';
  fake.drop();
  await page.locator('#connection:not([data-state=live])').waitFor();
  assert.equal(await page.locator('#banner').isVisible(), true);
  fake.pushUnseen(25);
  fake.starting = null;
  await page.locator('#connection[data-state=live]').waitFor();
  fake.push(1);
  await until(page, ofStore(`store.past.network.length === 66`));
  const slots = await page.evaluate<number[]>(`import('/page/main.ts').then(({ store }) =>
    Array.from({ length: store.past.network.length }, (_, row) => store.past.network.at(row, 0)))`);
  assert.deepEqual(
    slots,
    Array.from({ length: 66 }, (_, n) => 10 * (5 * n + 5)),
    'every tick once, in order',
  );
});

test('the server itself goes and comes back at the same address', async (t) => {
  const first = await startFakeServer();
  first.push(5);
  const page = await open(t, first.url);
  await untilLive(page);
  await first.close();
  await page.locator('#connection[data-state=disconnected]').waitFor();
  assert.match((await page.locator('#banner').textContent()) ?? '', /What is shown is from before/);
  const second = await startFakeServer({ port: Number(new URL(first.url).port) });
  t.after(second.close);
  second.push(1);
  await page.locator('#connection[data-state=live]').waitFor();
});

test('a testbed that was started anew begins with empty charts', async (t) => {
  const first = await startFakeServer();
  first.push(50);
  const page = await open(t, first.url);
  await untilLive(page);
  await first.close();
  const second = await startFakeServer({ port: Number(new URL(first.url).port), startMs: Date.UTC(2026, 1) });
  t.after(second.close);
  second.push(3);
  await until(page, ofStore(`store.past.network.length === 3`));
});

test('a testbed in which no loop ends is not called live', async (t) => {
  const fake = await startFakeServer();
  t.after(fake.close);
  fake.push(2);
  const page = await open(t, fake.url);
  await untilLive(page);
  await page.locator('#connection[data-state=stalled]').waitFor();
  fake.push(1);
  await page.locator('#connection[data-state=live]').waitFor();
});
