// The page on a real testbed: what is clicked there must stand in the KPI records.
import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { connect } from '@nats-io/transport-node';
import type { Page } from 'playwright-core';
import { up, type KpiRecord } from '../testbed/chorus.ts';
import { open, until, untilLive } from './browser.ts';

/** N_RT of small.yaml. */
const RT_LOOPS = 10;

async function start(t: TestContext) {
  const { addresses } = (await up(t, 'small')).status();
  const connection = await connect({ servers: addresses.nats });
  t.after(() => connection.close());
  /** Reads the records of a process until one is as wanted, which it gives. */
  const record = async (process: string, wanted: (record: KpiRecord) => boolean) => {
    for await (const message of connection.subscribe(`kpi.${process}`)) {
      const read = message.json<KpiRecord>();
      if (wanted(read)) return read;
    }
    throw new Error('the KPI stream ended');
  };
  const page = await open(t, `http://${addresses.http['dashboard']}`);
  await untilLive(page);
  return { page, record };
}

/** Waits for the outcome of a wish, and gives the slot that it names. */
async function inForceFrom(page: Page, id: string): Promise<number> {
  await until(page, `['enforced', 'refused'].includes(document.getElementById('${id}').dataset.state)`);
  const text = (await page.locator(`#${id}`).textContent()) ?? '';
  const [, slot] = /from slot ([\d,]+) on/.exec(text) ?? assert.fail(text);
  return Number(slot.replaceAll(',', ''));
}

/** Waits until both charts of the network show a mark at this slot. */
async function untilMarked(page: Page, slot: number): Promise<void> {
  for (const id of ['sum-rate-chart', 'percentile-chart']) {
    // What is not on the screen is not drawn.
    await page.locator(`#${id}`).scrollIntoViewIfNeeded();
    await until(
      page,
      `(document.getElementById('${id}').dataset.marks ?? '').split(' ').includes('${slot}')`,
    );
  }
}

test('R_k^min set by keyboard on the slider is in the records of ru-sim', async (t) => {
  const { page, record } = await start(t);
  await page.locator('#map').focus();
  await page.keyboard.press('Home');
  await page.keyboard.press('ArrowRight');
  const user = Number(await page.locator('#user-search').inputValue());
  await page.locator('#r-min-slider').focus();
  for (let i = 0; i < 5; i++) await page.keyboard.press('ArrowRight');
  assert.equal(await page.locator('#r-min-number').inputValue(), '4.5');
  const { rMin } = await record('ru-sim', (read) => (read['rMin'] as number[])[user] === 4.5);
  const others = (rMin as number[]).filter((_, k) => k !== user);
  assert.ok(others.every((value) => value === 4));
  await page.locator('#r-min-status[data-state=enforced]').waitFor();
});

test('a precoder swapped in the panel is in force at the slot that the page shows, and marked', async (t) => {
  const { page, record } = await start(t);
  await page.selectOption('#swap-precoder', 'wide');
  await page.getByRole('button', { name: 'Swap Precoder dApp' }).click();
  const slot = await inForceFrom(page, 'swap-precoder-status');
  const { apps } = await record('near-rt-ric', (read) => {
    const { precoder } = read['apps'] as { precoder: string };
    return precoder === 'wide';
  });
  assert.equal((apps as { slot: number }).slot, slot);
  await until(page, `document.getElementById('fact-precoder').textContent === 'wide'`);
  await untilMarked(page, slot);

  // What does not fit is refused with its reason; wide stays.
  await page.selectOption('#swap-xapp', 'c-rzf');
  await page.getByRole('button', { name: 'Swap xApp' }).click();
  await page.locator('#swap-xapp-status[data-state=refused]').waitFor();
  assert.match((await page.locator('#swap-xapp-status').textContent()) ?? '', /c-rzf/);
  const next = await record('near-rt-ric', () => true);
  assert.deepEqual(next['apps'], apps);
});

test('impairments set in the panel are in the records from the slot that the page shows', async (t) => {
  const { page, record } = await start(t);
  const isSet = (read: KpiRecord) => (read['impairments'] as { e2_loss: number }).e2_loss === 0.1;
  const first = record('ru-sim', isSet);
  await page.fill('#impairment-e2_delay_slots', '3');
  await page.fill('#impairment-e2_loss', '0.1');
  await page.uncheck('#impairment-csi_error_db-none');
  await page.fill('#impairment-csi_error_db', '-20');
  await page.getByRole('button', { name: 'Apply' }).click();
  const slot = await inForceFrom(page, 'impairments-status');
  const { impairments, slot: lastSlot } = await first;
  assert.deepEqual(impairments, {
    e2_delay_slots: 3,
    e2_loss: 0.1,
    d2_delay_slots: 0,
    d2_loss: 0,
    csi_error_db: -20,
    speed_mps: 1.4,
  });
  assert.equal(Number(lastSlot) - RT_LOOPS + 1, slot, 'the first loop under them begins there');
  await untilMarked(page, slot);
});
