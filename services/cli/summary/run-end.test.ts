import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RunEnd } from './run-end.ts';

const ruSim = (nearRtLoop: number) => ({ process: 'ru-sim', nearRtLoop });
const odu = (u: number, nearRtLoop: number) => ({ process: `o-du-${u}`, nearRtLoop });

/** Whether the end has been reached by now, apart from the time given to stragglers. */
async function reached(end: RunEnd): Promise<boolean> {
  return Promise.race([end.reached.then(() => true), new Promise<false>((r) => setImmediate(r, false))]);
}

test('a run ends with the last records of ru-sim and of every O-DU', async () => {
  const end = new RunEnd(3, 2, false);
  for (const record of [ruSim(1), odu(0, 2), odu(1, 1), ruSim(2)]) end.add(record);
  assert.equal(await reached(end), false);
  end.add(odu(1, 2));
  assert.equal(await reached(end), true);
});

test('where E2 carries something, the near-RT RIC has to close its accounts too', async () => {
  const end = new RunEnd(2, 1, true);
  for (const record of [ruSim(1), odu(0, 1), { process: 'near-rt-ric', nearRtLoop: 0 }]) end.add(record);
  assert.equal(await reached(end), false);
  end.add({ process: 'near-rt-ric', nearRtLoop: 1 });
  assert.equal(await reached(end), true);
});

test('O-DUs alone do not end it', async () => {
  const end = new RunEnd(1, 1, false);
  end.add(odu(0, 0));
  assert.equal(await reached(end), false);
  end.add({ ...ruSim(0), last: true });
  assert.equal(await reached(end), true);
});

test('who stays silent does not hold it up for ever', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const end = new RunEnd(1, 2, false);
  end.add(ruSim(0));
  t.mock.timers.tick(5000);
  await end.reached;
});
