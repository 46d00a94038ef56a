import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { buildTopology } from '@chorus/phy';
import { checkScenario } from '@chorus/platform/scenario.ts';
import type { Cause } from '@chorus/platform/proto.ts';
import Fastify from 'fastify';
import { pino } from 'pino';
import { testScenario } from '../testing/start-ric.ts';
import { A1Mediator } from './mediator.ts';
import { minimumRateType } from './minimum-rate-type.ts';
import { MinimumRates } from './minimum-rates.ts';
import { serveA1 } from './routes.ts';

const { network, radio } = checkScenario(testScenario);
const topology = buildTopology({ ...network, ...radio }, 1);

interface Sent {
  odu: number;
  users: number[];
  fromSlot: number[];
  rates: number[];
}

/** A1 over a fake E2 whose answers the test gives. */
function a1() {
  const sent: Sent[] = [];
  let answer: () => Promise<Cause | null> = async () => null;
  const rates = new MinimumRates(
    {
      topology,
      log: pino({ level: 'silent' }),
      send: async (odu, { users, fromSlot, rMin }) => {
        sent.push({ odu, users, fromSlot, rates: [...rMin] });
        return { e2NodeId: `o-du-${odu}`, applied: 0, appliedAtSlot: 7, cause: await answer() };
      },
    },
    { rMin: 1, rtLoops: 10 },
  );
  const mediator = new A1Mediator();
  mediator.addType(minimumRateType(topology.K), rates);
  const http = Fastify();
  serveA1(http, mediator);
  const call = async (method: 'GET' | 'PUT' | 'DELETE', path: string, payload?: object) => {
    const reply = await http.inject({ method, url: `/A1-P/v2${path}`, ...(payload && { payload }) });
    return { code: reply.statusCode, body: reply.body === '' ? null : reply.json<unknown>() };
  };
  return { sent, rates, call, answerWith: (next: typeof answer) => (answer = next) };
}
const policies = '/policytypes/20100/policies';
/** What was sent, as a map from user to rate. */
const byUser = (sent: Sent[]) =>
  Object.fromEntries(sent.flatMap(({ users, rates }) => users.map((k, i) => [k, rates[i]])));

describe('A1', () => {
  it('has the paths and status codes of the A1 mediator', async () => {
    const { call } = a1();
    const type = { name: 'n', description: 'd', policy_type_id: 7, create_schema: { type: 'object' } };
    const steps: [Parameters<typeof call>, number][] = [
      [['GET', '/healthcheck'], 200],
      [['GET', '/policytypes'], 200],
      [['GET', '/policytypes/20100'], 200],
      [['GET', '/policytypes/7'], 404],
      [['PUT', '/policytypes/7', type], 201],
      [['PUT', '/policytypes/7', type], 400],
      [['PUT', '/policytypes/8', type], 400],
      [['PUT', '/policytypes/9', { ...type, policy_type_id: 9, create_schema: { type: 'none' } }], 400],
      [['GET', '/policytypes/7/policies'], 200],
      [['GET', '/policytypes/9/policies'], 404],
      [['PUT', '/policytypes/7/policies/a', {}], 202],
      [['PUT', '/policytypes/9/policies/a', {}], 404],
      [['DELETE', '/policytypes/7'], 400],
      [['GET', '/policytypes/7/policies/a'], 200],
      [['GET', '/policytypes/7/policies/b'], 404],
      [['GET', '/policytypes/7/policies/a/status'], 200],
      [['GET', '/policytypes/7/policies/b/status'], 404],
      [['DELETE', '/policytypes/7/policies/a'], 202],
      [['DELETE', '/policytypes/7/policies/a'], 404],
      [['DELETE', '/policytypes/7'], 204],
      [['DELETE', '/policytypes/7'], 404],
      [['DELETE', '/policytypes/20100'], 400],
    ];
    for (const [request, code] of steps)
      assert.equal((await call(...request)).code, code, `${request[0]} ${request[1]}`);
    assert.deepEqual((await call('GET', '/policytypes')).body, [20100]);
  });

  it('keeps policies of a type that nobody carries out, and says so', async () => {
    const { call } = a1();
    const type = { name: 'n', description: 'd', policy_type_id: 7, create_schema: { type: 'object' } };
    await call('PUT', '/policytypes/7', type);
    await call('PUT', '/policytypes/7/policies/a', { x: 1 });
    assert.deepEqual((await call('GET', '/policytypes/7/policies/a')).body, { x: 1 });
    const { body } = await call('GET', '/policytypes/7/policies/a/status');
    assert.equal((body as { enforceStatus: string }).enforceStatus, 'NOT_ENFORCED');
  });

  it('refuses a bad policy by field, value and what is allowed, and sends nothing', async () => {
    const { call, sent } = a1();
    for (const [policy, field, value] of [
      [{ users: 'all' }, 'r_min', null],
      [{ users: 'all', r_min: -1 }, 'r_min', -1],
      [{ users: [99], r_min: 1 }, 'users', [99]],
      [{ users: 'all', r_min: 1, more: 2 }, 'more', 2],
    ] as const) {
      const { code, body } = await call('PUT', `${policies}/a`, policy);
      const told = body as Record<string, unknown>;
      assert.equal(code, 400);
      assert.deepEqual([told['field'], told['value']], [field, value]);
      assert.notEqual(told['allowed'], '');
    }
    assert.deepEqual(sent, []);
    assert.deepEqual((await call('GET', policies)).body, []);
  });
});

describe('policy type 20100, minimum rate', () => {
  const everyone = Object.fromEntries(Array.from({ length: topology.K }, (_, k) => [k, 4]));

  it("goes to the O-DU of each user's anchor", async () => {
    const { call, sent } = a1();
    await call('PUT', `${policies}/a`, { users: 'all', r_min: 4 });
    assert.deepEqual(byUser(sent), everyone);
    for (const { odu, users } of sent) assert(users.every((k) => topology.anchor[k] === odu));
  });

  it('is ENFORCED once every node has acknowledged, else NOT_ENFORCED with a reason', async () => {
    const { call, answerWith } = a1();
    const status = async () =>
      (await call('GET', `${policies}/a/status`)).body as { enforceStatus: string; enforceReason: string };
    const { promise, resolve } = Promise.withResolvers<null>();
    answerWith(() => promise);
    await call('PUT', `${policies}/a`, { users: 'all', r_min: 4 });
    assert.equal((await status()).enforceStatus, 'NOT_ENFORCED');
    assert.match((await status()).enforceReason, /has not answered/);
    resolve(null);
    await promise;
    assert.equal((await status()).enforceStatus, 'ENFORCED');
    answerWith(async () => ({ group: 'TRANSPORT', value: 'not-connected', detail: 'gone' }));
    await call('PUT', `${policies}/a`, { users: [0], r_min: 5 });
    assert.match(
      (await status()).enforceReason,
      new RegExp(`o-du-${topology.anchor[0]}: not-connected gone`),
    );
  });

  it('lets the last policy hold for a user, and gives back what was below when it goes', async () => {
    const { call, sent, rates } = a1();
    await call('PUT', `${policies}/a`, { users: 'all', r_min: 4 });
    await call('PUT', `${policies}/b`, { users: [2], r_min: 9 });
    assert.deepEqual(
      [rates.stepsOf(1), rates.stepsOf(2)],
      [[{ fromSlot: 0, rate: 4 }], [{ fromSlot: 0, rate: 9 }]],
    );
    sent.length = 0;
    await call('DELETE', `${policies}/b`);
    assert.deepEqual(byUser(sent), { 2: 4 });
    sent.length = 0;
    await call('DELETE', `${policies}/a`);
    assert.deepEqual(new Set(Object.values(byUser(sent))), new Set([1]));
    assert.equal(Object.keys(byUser(sent)).length, topology.K);
  });

  it('sends to those whom a changed policy has let go', async () => {
    const { call, sent } = a1();
    await call('PUT', `${policies}/a`, { users: [0, 1], r_min: 4 });
    sent.length = 0;
    await call('PUT', `${policies}/a`, { users: [1], r_min: 5 });
    assert.deepEqual(byUser(sent), { 0: 1, 1: 5 });
  });

  it('keeps all that begin at a slot, in the order of their slots (Fig. 11)', async () => {
    const { call, rates } = a1();
    const put = (id: string, r_min: number, from_slot?: number) =>
      call('PUT', `${policies}/${id}`, { users: [2], r_min, ...(from_slot !== undefined && { from_slot }) });
    const steps = () => rates.stepsOf(2).map(({ fromSlot, rate }) => [fromSlot, rate]);
    await put('c', 9, 140);
    await put('a', 12, 20);
    await put('b', 20, 80);
    assert.deepEqual(steps(), [
      [0, 1],
      [20, 12],
      [80, 20],
      [140, 9],
    ]);
    assert.deepEqual(rates.stepsOf(1), [{ fromSlot: 0, rate: 1 }]);
    await put('b2', 21, 80);
    await call('DELETE', `${policies}/a`);
    assert.deepEqual(steps(), [
      [0, 1],
      [80, 21],
      [140, 9],
    ]);
    // One without a slot takes the place of all before it; the present one is not hidden by those to come.
    await put('now', 5);
    assert.deepEqual(steps(), [[0, 5]]);
    await put('c', 9, 140);
    assert.deepEqual(steps(), [
      [0, 5],
      [140, 9],
    ]);
    await call('DELETE', `${policies}/now`);
    assert.deepEqual(steps(), [
      [0, 1],
      [80, 21],
      [140, 9],
    ]);
  });

  it('says from which slot it is in force, and refuses a slot that is none', async () => {
    const { call } = a1();
    const since = async (id: string) => {
      const { slot, nearRtLoop } = (await call('GET', `${policies}/${id}/status`)).body as Record<
        string,
        number
      >;
      return [slot, nearRtLoop];
    };
    await call('PUT', `${policies}/now`, { users: 'all', r_min: 4 });
    await call('PUT', `${policies}/later`, { users: [0], r_min: 5, from_slot: 80 });
    await call('PUT', `${policies}/past`, { users: [0], r_min: 5, from_slot: 3 });
    await call('GET', '/healthcheck');
    assert.deepEqual(
      [await since('now'), await since('later'), await since('past')],
      [
        [7, 0],
        [80, 7],
        [7, 0],
      ],
    );
    for (const from_slot of [-1, 0.5, 'soon'])
      assert.equal((await call('PUT', `${policies}/bad`, { users: 'all', r_min: 4, from_slot })).code, 400);
  });

  it('is sent again to an O-DU that sets up again', async () => {
    const { call, sent, rates } = a1();
    rates.repeat(0);
    assert.equal(sent.length, 0);
    await call('PUT', `${policies}/a`, { users: 'all', r_min: 4 });
    sent.length = 0;
    rates.repeat(0);
    assert.deepEqual(sent[0].users, topology.usersOfAnchor[0]);
    assert.equal(sent.length, 1);
  });
});
