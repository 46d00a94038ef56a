import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pino } from 'pino';
import type { AppsView } from './api.ts';
import { AppsInquiry } from './apps-inquiry.ts';
import type { Upstream } from './upstream.ts';

const inForce = {
  scheme: 'd-rzf',
  xapp: null,
  precoder: 'd-rzf',
  multiplier: 'newton',
  nearRtLoop: 3,
  slot: 31,
};

test('it asks once a second, and a RIC that does not answer is asked again', async () => {
  const answers: AppsView['inForce'][] = [];
  let asked = 0;
  const call = async () => {
    asked++;
    if (asked === 1) throw new Error('away');
    return { inForce };
  };
  const ric = { call } as unknown as Upstream;
  const inquiry = new AppsInquiry({
    ric,
    log: pino({ level: 'silent' }),
    onAnswer: (apps) => answers.push(apps),
  });
  await inquiry.ask(1000);
  await inquiry.ask(1999);
  assert.deepEqual([asked, answers.length], [1, 0]);
  await inquiry.ask(2000);
  assert.deepEqual(answers, [inForce]);
});
