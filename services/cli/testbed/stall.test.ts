import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hasCode } from '@chorus/platform/errors.ts';
import { StallWatch } from './stall.ts';
import type { HealthReport } from './watch.ts';

const processes = [
  { name: 'ru-sim', http: '' },
  { name: 'o-du-1', http: '' },
];
const healthy = (name: string, slot: number): HealthReport => {
  return { name, ok: true, waitingFor: null, details: { status: 'ok', slot } };
};

test('a slot that does not move is a stall; who does not answer is named', async () => {
  const ask = async ({ name }: { name: string }): Promise<HealthReport> =>
    name === 'ru-sim' ? healthy(name, 17) : { name, ok: false, waitingFor: 'does not answer', details: {} };
  const watch = new StallWatch({ processes, ask }, { seconds: 0.02 });
  watch.start();
  await assert.rejects(watch.stalled, (error) => {
    assert(hasCode(error, 'CHORUS_STALLED'));
    assert.match(error.message, /0\.02 s; waiting for: o-du-1 \(does not answer\)$/);
    return true;
  });
});

test('slots that pass are no stall, however long a loop takes', async () => {
  let slot = 0;
  const watch = new StallWatch(
    { processes, ask: async ({ name }) => healthy(name, slot < 5 ? ++slot : slot) },
    { seconds: 0.01 },
  );
  watch.start();
  await assert.rejects(watch.stalled);
  assert.equal(slot, 5);
});
