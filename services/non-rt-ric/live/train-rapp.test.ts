import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testContext } from '@chorus/platform/testing/process-context.ts';
import { NonRtRic } from '../non-rt-ric.ts';
import { tiny, tinyTraining } from '../training/testing/tiny.ts';

/** The rApp of a testbed on the tiny training's network. */
function rapp(explore = true) {
  const { network } = tinyTraining().scenario;
  const context = testContext('non-rt-ric', { network, xapp: { name: 'actor', explore } });
  new NonRtRic(context).prepare();
  return async (method: 'GET' | 'POST' | 'DELETE', payload?: object) => {
    const reply = await context.http.inject({ method, url: '/rapps/train', ...(payload && { payload }) });
    return { code: reply.statusCode, body: reply.json<Record<string, unknown>>() };
  };
}
const refusals: [string, object, number, RegExp][] = [
  ['without a training', {}, 400, /^training is missing/],
  ['a training that is not there', { training: 'none' }, 404, /^no training at none/],
  ['a path', { training: '/etc/passwd' }, 404, /^no training at \/etc\/passwd/],
  [
    "a scenario's path",
    { training: { ...tiny, scenario: '/etc/passwd' } },
    400,
    /^scenario is "\/etc\/passwd"; allowed: over HTTP/,
  ],
  ['a wrong field', { training: { ...tiny, iterations: 0 } }, 400, /^iterations is 0/],
  ['a wrong scenario', { training: { ...tiny, set: ['network.users=0'] } }, 400, /^network\.users is 0/],
  ['a folder elsewhere', { training: tiny, folder: '../x' }, 400, /^folder is "\.\.\/x"/],
  ['evolution', { training: { ...tiny, algorithm: 'evolution' } }, 400, /^algorithm is "evolution"/],
  ['other users', { training: { ...tiny, set: [...tiny.set, 'network.users=4'] } }, 400, /users is 4/],
  ['others observed', { training: { ...tiny, set: [...tiny.set, 'network.observed=3'] } }, 400, /d is 3/],
];
for (const [what, request, status, message] of refusals) {
  test(`${what} is refused with the field, the value and what is allowed`, async () => {
    const { code, body } = await rapp()('POST', request);
    assert.equal(code, status);
    assert.match(String(body['error']), message);
  });
}

test('a testbed whose actors do not explore cannot be trained on', async () => {
  const { code, body } = await rapp(false)('POST', { training: tiny });
  assert.equal(code, 400);
  assert.match(String(body['error']), /^xapp\.explore is false; allowed: true/);
});

test('where nothing was started there is nothing to tell', async () => {
  for (const method of ['GET', 'DELETE'] as const) {
    const { code, body } = await rapp()(method);
    assert.equal(code, 404);
    assert.equal(body['code'], 'CHORUS_TRAINING_ABSENT');
  }
});
