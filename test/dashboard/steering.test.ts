// What a person does on the page, and what the server is asked for; the fake server stands for the testbed.
import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import type { Page } from 'playwright-core';
import { open, until, untilLive } from './browser.ts';
import { startFakeServer } from './fake-server.ts';

async function start(t: TestContext) {
  const fake = await startFakeServer();
  t.after(fake.close);
  fake.push(20);
  const page = await open(t, fake.url);
  await untilLive(page);
  return { fake, page };
}

/** Presses Tab until the element has the focus, and looks whether that can be seen. */
async function tabTo(page: Page, selector: string): Promise<void> {
  for (let presses = 0; presses < 80; presses++) {
    await page.keyboard.press('Tab');
    const focused = `document.activeElement.matches('${selector}:focus-visible')`;
    if (!(await page.evaluate<boolean>(focused))) continue;
    const outline = `getComputedStyle(document.activeElement).outlineStyle`;
    assert.equal(await page.evaluate(outline), 'solid', `the focus of ${selector} is visible`);
    return;
  }
  assert.fail(`no way to ${selector} by Tab`);
}

const picked = (page: Page) => page.locator('#user-search').inputValue();

test('with the keyboard alone: pick a user on the map, set its R_min, swap the precoder', async (t) => {
  const { fake, page } = await start(t);
  await tabTo(page, '#map');
  await page.keyboard.press('End');
  assert.equal(await picked(page), '47');
  await page.keyboard.press('ArrowLeft');
  const user = Number(await picked(page));
  assert.notEqual(user, 47);
  await tabTo(page, '#r-min-slider');
  for (let i = 0; i < 3; i++) await page.keyboard.press('ArrowRight');
  await page.locator('#r-min-status[data-state=pending]').waitFor();
  assert.deepEqual(fake.asked, [{ path: '/api/minimum-rate', body: { users: [user], r_min: 4.3 } }]);
  fake.push(1);
  await page.locator('#r-min-status[data-state=enforced]').waitFor();
  assert.match((await page.locator('#r-min-status').textContent()) ?? '', /4\.3 bit\/s\/Hz for user/);

  await tabTo(page, '#swap-precoder');
  await page.keyboard.press('w');
  await tabTo(page, '[aria-label="Swap Precoder dApp"]');
  await page.keyboard.press('Space');
  await page.locator('#swap-precoder-status[data-state=enforced]').waitFor();
  assert.deepEqual(fake.asked.at(-1), { path: '/api/apps', body: { target: 'precoder', app: 'wide' } });
});

test('a click on the map picks the user there, one beside all lets go', async (t) => {
  const { fake, page } = await start(t);
  const side = await page.evaluate<number>(`document.getElementById('map').clientWidth`);
  const { users, areaM } = fake.testbed;
  const [place] = users;
  const position = { x: (side * place.x) / areaM, y: side - (side * place.y) / areaM };
  await page.locator('#map').click({ position });
  assert.equal(await picked(page), '0');
  // The panel is drawn with the next frame.
  await until(page, `/\\d/.test(document.getElementById('user-cluster').textContent)`);
  const cluster = (await page.locator('#user-cluster').textContent()) ?? '';
  assert.deepEqual(
    cluster.split(', ').map((text) => Number.parseInt(text, 10)),
    [...place.serving],
  );
  await page.locator('#map').press('Escape');
  await page.locator('#user-empty').waitFor();
});

test('a mark is drawn in every chart over time, and told in words', async (t) => {
  const { fake, page } = await start(t);
  const { slot } = fake.mark('apps', 'xApp closed-form -> actor');
  fake.push(10);
  await page.fill('#user-search', '5');
  await page.keyboard.press('Enter');
  for (const chart of ['sum-rate', 'percentile', 'user-rate', 'user-mu']) {
    const host = page.locator(`#${chart}-chart`);
    await host.scrollIntoViewIfNeeded();
    await until(page, `document.getElementById('${chart}-chart').dataset.marks === '${slot}'`);
  }
  assert.match((await page.locator('#changes-list').textContent()) ?? '', /xApp closed-form -> actor/);
});

test('what is refused shows its reason, and what was in force stays', async (t) => {
  const { fake, page } = await start(t);
  fake.refusal = { code: 'CHORUS_APPS_MISMATCH', error: 'xApp c-rzf gives precoders, served takes filters' };
  await page.selectOption('#swap-precoder', 'wmmse');
  await page.getByRole('button', { name: 'Swap Precoder dApp' }).click();
  const status = page.locator('#swap-precoder-status');
  await page.locator('#swap-precoder-status[data-state=refused]').waitFor();
  assert.match((await status.textContent()) ?? '', /gives precoders, served takes filters/);
  fake.push(1);
  assert.equal(await page.locator('#fact-precoder').textContent(), 'served');

  await page.fill('#user-search', '5');
  await page.keyboard.press('Enter');
  await page.fill('#r-min-number', '7.5');
  await page.keyboard.press('Enter');
  await page.locator('#r-min-status[data-state=refused]').waitFor();

  await page.fill('#impairment-e2_loss', '0.5');
  await page.getByRole('button', { name: 'Apply' }).click();
  await page.locator('#impairments-status[data-state=refused]').waitFor();
});

test('what somebody has chosen stays when another swap comes into force meanwhile', async (t) => {
  const { fake, page } = await start(t);
  const inForce = async (precoder: string) => {
    fake.state.apps = { ...fake.state.apps, precoder };
    fake.push(1);
    await until(page, `document.getElementById('fact-precoder').textContent === '${precoder}'`);
  };
  const select = page.locator('#swap-precoder');
  const path = page.getByLabel('Precoder dApp: path of a module');
  await select.selectOption({ label: 'a module’s path …' });
  await path.fill('apps/mine.ts');
  await inForce('wmmse');
  assert.equal(await path.inputValue(), 'apps/mine.ts');
  assert.equal(await path.isVisible(), true);
  await page.getByRole('button', { name: 'Swap Precoder dApp' }).click();
  await page.locator('#swap-precoder-status[data-state=enforced]').waitFor();
  assert.deepEqual(fake.asked.at(-1)?.body, { target: 'precoder', app: 'apps/mine.ts' });
  // Nothing is chosen any more: the choice follows what is in force, and no path is asked for.
  await inForce('wide');
  assert.equal(await select.inputValue(), 'wide');
  assert.equal(await path.isVisible(), false);
});

test('of two models that are deployed one after the other only the newer is told of', async (t) => {
  const { fake, page } = await start(t);
  await page.evaluate(`
    window.told = [];
    const status = document.getElementById('swap-model-status');
    new MutationObserver(() => {
      if (status.dataset.state === 'enforced') window.told.push(status.textContent);
    }).observe(status, { attributes: true, childList: true });`);
  fake.modelsWait = true;
  for (const [n, model] of ['actor-wide@1', 'actor-narrow@2'].entries()) {
    await page.selectOption('#swap-model', model);
    const answered = page.waitForResponse((response) => response.request().method() === 'PUT');
    await page.getByRole('button', { name: 'Swap Model' }).click();
    await answered;
    assert.equal(fake.asked.length, n + 1);
  }
  fake.modelsWait = false;
  await until(page, 'window.told.length > 0');
  const told = await page.evaluate<string[]>('window.told');
  assert.match(told[0], /^In force: actor-narrow@2 from slot /);
});

test('impairments: only what was changed is asked for, and from which slot it holds is shown', async (t) => {
  const { fake, page } = await start(t);
  await page.fill('#impairment-e2_delay_slots', '3');
  await page.uncheck('#impairment-csi_error_db-none');
  await page.fill('#impairment-csi_error_db', '-20');
  await page.getByRole('button', { name: 'Apply' }).click();
  await page.locator('#impairments-status[data-state=enforced]').waitFor();
  assert.deepEqual(fake.asked, [
    { path: '/api/impairments', body: { e2_delay_slots: 3, csi_error_db: -20 } },
  ]);
  assert.match(
    (await page.locator('#impairments-status').textContent()) ?? '',
    /In force from slot [\d,]+ on/,
  );
  // A value out of its range goes nowhere.
  await page.fill('#impairment-d2_loss', '1.5');
  await page.getByRole('button', { name: 'Apply' }).click();
  await page.locator('#impairments-status[data-state=refused]').waitFor();
  assert.match((await page.locator('#impairments-status').textContent()) ?? '', /D2 loss is 1\.5; allowed/);
  assert.equal(fake.asked.length, 1);
});
