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
  const end = new RunEnd(3, 2);
  for (const record of [ruSim(1), odu(0, 2), odu(1, 1), ruSim(2)]) end.add(record);
  assert.equal(await reached(end), false);
  end.add(odu(1, 2));
  assert.equal(await reached(end), true);
});

test('O-DUs alone do not end it', async () => {
  const end = new RunEnd(1, 1);
  end.add(odu(0, 0));
  assert.equal(await reached(end), false);
  end.add({ ...ruSim(0), last: true });
  assert.equal(await reached(end), true);
});

test('who stays silent does not hold it up for ever', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const end = new RunEnd(1, 2);
  end.add(ruSim(0));
  t.mock.timers.tick(1000);
  await end.reached;
});
