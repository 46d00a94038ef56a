import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startRic, type TestRic } from './testing/start-ric.ts';

let ric: TestRic;
before(async () => {
  ric = await startRic();
});
after(() => ric.stop());

test('the scenario and its topology are there over HTTP before anybody has come', async () => {
  const { digest, scenario, topology } = ric.context;
  const { code, body } = await ric.get('/scenario');
  assert.equal(code, 200);
  const { topology: facts, ...rest } = body;
  assert.deepEqual(rest, { digest, ranFunction: 200, e2Nodes: ['o-du-0', 'o-du-1'], scenario });
  const { K, L, U, Nt, Nr, Ns } = topology;
  const { anchor, usersOfAnchor, observed, radiosOfOdu, oduOfRadio, serving, served, coupled } = topology;
  assert.deepEqual(facts, {
    ...{ K, L, U, Nt, Nr, Ns },
    ...{ anchor, usersOfAnchor, observed, radiosOfOdu, oduOfRadio, serving, served, coupled },
  });
});
