import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Mark } from '../api.ts';
import { modelRecord, ricRecord, ruSimRecord, twoUsers } from '../testing/canned.ts';
import { minimumRateChanges } from './change-text.ts';
import { InForce } from './in-force.ts';

function watch() {
  const marks: Mark[] = [];
  const { scenario } = twoUsers();
  const inForce = new InForce(scenario, { onMark: (mark) => marks.push(mark) });
  const texts = () => marks.splice(0).map(({ kind, slot, text }) => [kind, slot, text]);
  return { inForce, texts };
}

test('before any record says so, the scenario’s apps and impairments are in force', () => {
  const { inForce, texts } = watch();
  inForce.addRic(ricRecord(0));
  inForce.addRuSim(ruSimRecord(0));
  assert.deepEqual(inForce.apps, {
    scheme: 'proposed',
    xapp: 'closed-form',
    precoder: 'served',
    multiplier: 'newton',
  });
  assert.equal(inForce.impairments.csi_error_db, null);
  assert.equal(inForce.impairments.speed_mps, twoUsers().scenario.mobility.speed_mps);
  assert.deepEqual(texts(), []);
});

test('a change of apps is marked where it took over; how they were found is not', () => {
  const { inForce, texts } = watch();
  inForce.addRic(ricRecord(5, { apps: { ...inForce.apps, precoder: 'wide' } }));
  assert.deepEqual(texts(), []);
  inForce.addRic(ricRecord(6, { apps: { scheme: 'd-rzf', xapp: null, precoder: 'd-rzf' } }));
  assert.deepEqual(texts(), [
    ['apps', 61, 'scheme proposed -> d-rzf, xapp closed-form -> none, precoder wide -> d-rzf'],
  ]);
  assert.equal(inForce.apps.multiplier, 'newton');
  inForce.addRic(ricRecord(7, { apps: { scheme: 'd-rzf' } }));
  inForce.addRic(ricRecord(8));
  assert.deepEqual(texts(), []);
});

test('a record that says since when is taken at its word', () => {
  const { inForce, texts } = watch();
  inForce.addRic(ricRecord(5, { apps: { ...inForce.apps, nearRtLoop: 0, slot: 1 } }));
  inForce.addRic(ricRecord(9, { apps: { precoder: 'wide', nearRtLoop: 8, slot: 81 } }));
  assert.deepEqual(texts(), [['apps', 81, 'precoder served -> wide']]);
});

test('impairments are marked, whatever else their record holds', () => {
  const { inForce, texts } = watch();
  const impairments = { ...inForce.impairments };
  inForce.addRuSim(ruSimRecord(0, { impairments }));
  const changed = { ...impairments, e2_loss: 0.01, csi_error_db: -10, other: 1 };
  inForce.addRuSim(ruSimRecord(1, { impairments: changed }));
  assert.deepEqual(texts(), [['impairments', 11, 'e2_loss 0 -> 0.01, csi_error_db none -> -10']]);
  assert.equal('other' in inForce.impairments, false);
});

test('minimum rates are marked by user, as they were before float32', () => {
  const { inForce, texts } = watch();
  inForce.addRuSim(ruSimRecord(0));
  inForce.addRuSim(ruSimRecord(1, { rMin: [4, Math.fround(6.1)] }));
  inForce.addRuSim(ruSimRecord(2, { rMin: [2, Math.fround(6.1)] }));
  inForce.addRuSim(ruSimRecord(3, { rMin: [2, Math.fround(6.1)] }));
  assert.deepEqual(texts(), [
    ['minimum-rate', 11, 'R_min of user 1: 4 -> 6.1'],
    ['minimum-rate', 21, 'R_min of user 0: 4 -> 2'],
  ]);
  assert.deepEqual(minimumRateChanges([4, 4], [6, 6]), ['R_min of all users: 4 -> 6']);
  const many = Array.from({ length: 12 }, (_, k) => (k < 10 ? 6 : 4));
  assert.deepEqual(minimumRateChanges(Array<number>(12).fill(4), many), [
    'R_min of users 0, 1, 2, 3, 4, 5, 6, 7 and 2 more: 4 -> 6',
  ]);
});

test('a model is marked with the slot since which it is at work', () => {
  const { inForce, texts } = watch();
  inForce.addRic(ricRecord(0, { models: [modelRecord('xi', 0)] }));
  assert.deepEqual(texts(), []);
  inForce.addRic(ricRecord(9, { models: [modelRecord('i6', 7)] }));
  assert.deepEqual(texts(), [['model', 71, 'xapp model i6@1 for 2 users']]);
  assert.deepEqual(inForce.models, [{ target: 'xapp', model: 'i6', version: 1, users: 2 }]);
  inForce.addRic(ricRecord(11));
  assert.deepEqual(texts(), [['model', 111, 'xapp model i6@1: out']]);
});
