import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Registry } from 'prom-client';
import { ModelsInForce } from './models-in-force.ts';

const slotOf = { xapp: (loop: number) => 10 * loop + 4, odu: (loop: number) => 10 * loop + 1 };
const assignment = (model: string, users: number[], policy = model) => ({
  policy,
  model,
  version: 2,
  checksum: model,
  url: '',
  users,
});
function inForce(own: { name: string; version: number } | null = null) {
  const metrics = new Registry();
  return {
    metrics,
    models: new ModelsInForce({ metrics }, { users: 4, slotOf, own: { xapp: own, odu: null } }),
  };
}
const xapp = (model: string, version: number, users: number, nearRtLoop: number) => {
  return { target: 'xapp', model, version, users, nearRtLoop, slot: slotOf.xapp(nearRtLoop) };
};

test('a record has what was at work in its own loop, also when it is made late', () => {
  const { models } = inForce();
  assert.deepEqual(models.during(5), []);
  models.change('xapp', [assignment('a', [0, 1, 2, 3])], 6);
  models.change('xapp', [assignment('b', [1], 'some'), assignment('a', [0, 2, 3])], 9);
  assert.deepEqual(models.during(5), []);
  assert.deepEqual(models.during(8), [xapp('a', 2, 4, 6)]);
  assert.deepEqual(models.during(9), [xapp('b', 2, 1, 9), xapp('a', 2, 3, 6)], 'a has been there since 6');
  models.change('xapp', [], 12);
  assert.deepEqual(models.during(12), []);
});

test("the scenario's own model is at work for whom no policy names", () => {
  const { models } = inForce({ name: 'own', version: 1 });
  assert.deepEqual(models.during(0), [xapp('own', 1, 4, 0)]);
  models.change('xapp', [assignment('a', [3])], 5);
  assert.deepEqual(models.during(5), [xapp('own', 1, 3, 0), xapp('a', 2, 1, 5)]);
  models.change('xapp', [assignment('a', [0, 1, 2, 3])], 7);
  assert.deepEqual(models.during(7), [xapp('a', 2, 4, 5)]);
});

test('an O-DU model works for all users; both targets stand in one record', () => {
  const { models } = inForce();
  models.change('odu', [assignment('xi', [])], 3);
  models.change('xapp', [assignment('a', [0])], 4);
  assert.deepEqual(models.during(4), [
    xapp('a', 2, 1, 4),
    { target: 'odu', model: 'xi', version: 2, users: 4, nearRtLoop: 3, slot: 31 },
  ]);
});

test('metrics say who runs what, and count refusals', async () => {
  const { models, metrics } = inForce();
  models.change('xapp', [assignment('a', [0, 1])], 3);
  models.change('xapp', [assignment('b', [0, 1])], 4);
  models.refused('odu');
  const text = await metrics.metrics();
  assert.match(text, /ric_model_users\{target="xapp",model="b",version="2"\} 2/);
  assert.doesNotMatch(text, /model="a"/);
  assert.match(text, /ric_model_refusals_total\{target="odu"\} 1/);
});
