import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildTopology } from '@chorus/phy';
import { hasCode, type ErrorCode } from '@chorus/platform/errors.ts';
import { checkScenario } from '@chorus/platform/scenario.ts';
import { checkControl, checkIndication, checkTensor } from './payload-check.ts';
import { numbers, reportOf } from './testing/fake-node.ts';
import { testScenario } from './testing/start-ric.ts';

const { network, radio } = checkScenario(testScenario);
const topology = buildTopology({ ...network, ...radio }, 1);
const { Nr, Ns } = topology;
const none = Buffer.alloc(0);
const raises = (code: ErrorCode, run: () => void) => assert.throws(run, (error) => hasCode(error, code));

for (const report of ['NEIGHBOURS', 'COVARIANCE', 'POWER', 'SERVED_CSI', 'COUPLED_CSI'] as const)
  test(`${report}: the right sizes pass, others do not`, () => {
    const good = reportOf(topology, 0, report);
    checkIndication(topology, 0, report, good);
    const [channel, users] = [good.channel.subarray(4), [...good.users, 0]];
    raises('CHORUS_PAYLOAD_LENGTH', () => checkIndication(topology, 0, report, { ...good, channel }));
    raises('CHORUS_FIELD_INVALID', () => checkIndication(topology, 0, report, { ...good, users }));
    const reward = Buffer.concat([good.reward, numbers(1, 0)]);
    raises('CHORUS_PAYLOAD_LENGTH', () => checkIndication(topology, 0, report, { ...good, reward }));
    const interference = Buffer.concat([good.interference, numbers(1, 1)]);
    raises('CHORUS_PAYLOAD_LENGTH', () => checkIndication(topology, 0, report, { ...good, interference }));
    const nan = Buffer.from(good.channel);
    nan.writeFloatLE(NaN, 8);
    raises('CHORUS_PAYLOAD_NOT_FINITE', () =>
      checkIndication(topology, 0, report, { ...good, channel: nan }),
    );
  });

test('POWER: a p_k that is not finite is refused', () => {
  const good = reportOf(topology, 0, 'POWER');
  const interference = numbers(good.users.length, NaN);
  raises('CHORUS_PAYLOAD_NOT_FINITE', () => checkIndication(topology, 0, 'POWER', { ...good, interference }));
});

test('non-finite numbers are found at any offset, and large finite ones pass', () => {
  for (const [value, finite] of [
    [3.4e38, true],
    [-1e-45, true],
    [NaN, false],
    [Infinity, false],
    [-Infinity, false],
  ] as const) {
    const whole = Buffer.alloc(13);
    whole.writeFloatLE(value, 9);
    const check = () => checkTensor(whole.subarray(1), 12, 'v');
    if (finite) check();
    else assert.throws(check, (e) => hasCode(e, 'CHORUS_PAYLOAD_NOT_FINITE') && e.metadata.index === 2);
  }
});

test('users of a control must be known, ascending and without repetition', () => {
  const control = (users: number[]) => ({
    users,
    u: numbers(users.length * 2 * Nr * Ns, 1),
    w: numbers(users.length * Ns * Ns, 1),
    v: none,
    rMin: none,
  });
  checkControl(topology, 'FILTERS', control([0, 5]));
  for (const users of [[6], [1, 0], [2, 2]])
    raises('CHORUS_FIELD_INVALID', () => checkControl(topology, 'FILTERS', control(users)));
  raises('CHORUS_PAYLOAD_LENGTH', () => checkControl(topology, 'PRECODERS', control([0])));
  raises('CHORUS_PAYLOAD_LENGTH', () =>
    checkControl(topology, 'FILTERS', { ...control([0]), rMin: numbers(1, 1) }),
  );
});
