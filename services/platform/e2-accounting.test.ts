import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { buildTopology } from '@chorus/phy';
import { Registry } from 'prom-client';
import { E2Accounting, type E2Sample } from './e2-accounting.ts';
import { checkScenario } from './scenario.ts';

const { network, radio } = checkScenario({
  network: { radios: 4, users: 2, odus: 2, cluster: 2, observed: 2 },
});
const topology = buildTopology({ ...network, ...radio }, 1);

function accounting(metrics = new Registry()): E2Accounting {
  return new E2Accounting({ topology, metrics }, { rtLoops: 10 });
}
const sample = (more: Partial<E2Sample> = {}): E2Sample => ({
  procedure: 'RICControl',
  direction: 'down',
  node: 'o-du-0',
  xapp: 'closed-form',
  protobufBytes: 100,
  firstBytes: 48,
  repeatBytes: 0,
  rewardBytes: 0,
  ...more,
});

describe('E2 accounting', () => {
  it('counts complex numbers from bytes: eight to one, first copies apart from repeats', () => {
    const e2 = accounting();
    e2.count(sample());
    e2.count(sample({ firstBytes: 0, repeatBytes: 20, node: 'o-du-1' }));
    const { byProcedure, byNode, byXapp, payloadBytes, protobufBytes } = e2.report();
    assert.deepEqual(byProcedure['RICControl'].down, {
      messages: 2,
      complexNumbers: 6,
      deliveredComplexNumbers: 8.5,
      payloadBytes: 68,
      rewardBytes: 0,
      protobufBytes: 200,
    });
    assert.equal(byProcedure['RICControl'].up, undefined);
    assert.equal(byNode['o-du-1'].down?.complexNumbers, 0);
    assert.equal(byXapp['closed-form'].down?.messages, 2);
    assert.deepEqual([payloadBytes, protobufBytes], [68, 200]);
  });

  it('keeps rewards out of the payload', () => {
    const e2 = accounting();
    e2.count(sample({ direction: 'up', procedure: 'RICIndication', firstBytes: 8, rewardBytes: 4 }), 0);
    e2.loops.finish(0);
    const { byProcedure, complexNumbersPerNearRtLoop, payloadBytes } = e2.report();
    assert.equal(byProcedure['RICIndication'].up?.rewardBytes, 4);
    assert.equal(complexNumbersPerNearRtLoop, 1);
    assert.equal(payloadBytes, 8);
  });

  it('means over complete loops only, and reports each once', () => {
    const e2 = accounting();
    const finished: [number, number][] = [];
    e2.loops.onComplete = ({ nearRtLoop, totals }) => finished.push([nearRtLoop, totals.complexNumbers]);
    e2.count(sample({ firstBytes: 8000 }), -1);
    for (const [loop, complex] of [
      [0, 10],
      [1, 20],
      [2, 90],
    ])
      e2.count(sample({ firstBytes: 8 * complex, repeatBytes: 8 }), loop);
    e2.loops.finish(0);
    e2.loops.finish(1);
    const report = e2.report();
    assert.deepEqual(finished, [
      [0, 10],
      [1, 20],
    ]);
    assert.equal(report.nearRtLoops, 2);
    assert.equal(report.complexNumbersPerNearRtLoop, 15);
    assert.equal(report.deliveredComplexNumbersPerNearRtLoop, 16);
    // A late control of a complete loop joins the mean.
    e2.count(sample({ firstBytes: 16 }), 1);
    assert.equal(e2.report().complexNumbersPerNearRtLoop, 16);
  });

  it('leaves out the loop in the midst of which it began', () => {
    const e2 = accounting();
    e2.count(sample({ firstBytes: 8 }), 7);
    e2.count(sample({ firstBytes: 80 }), 8);
    e2.loops.finish(8);
    assert.equal(e2.report().nearRtLoops, 1);
    assert.equal(e2.report().complexNumbersPerNearRtLoop, 10);
  });

  it('forgets the oldest of the loops that a missing node leaves open', () => {
    const e2 = accounting();
    for (let loop = 0; loop < 3000; loop++) e2.count(sample(), loop);
    e2.loops.finish(2999);
    assert.equal(e2.report().nearRtLoops, 1000);
  });

  it('reads sockets by node, also after they have closed', () => {
    const e2 = accounting();
    const first = { bytesRead: 10, bytesWritten: 5 };
    e2.meter(first, 'unknown');
    e2.meter(first, 'o-du-0');
    assert.equal(e2.report().socketBytes, 15);
    first.bytesRead = 110;
    e2.unmeter(first);
    first.bytesRead = 999;
    e2.meter({ bytesRead: 1, bytesWritten: 1 }, 'o-du-0');
    assert.equal(e2.report().socketBytes, 117);
  });

  it('serves all of it as Prometheus counters', async () => {
    const metrics = new Registry();
    const e2 = accounting(metrics);
    e2.meter({ bytesRead: 7, bytesWritten: 3 }, 'o-du-0');
    e2.count(sample({ repeatBytes: 8, rewardBytes: 4 }));
    const labels = 'procedure="RICControl",direction="down",e2_node="o-du-0",xapp="closed-form"';
    const text = await metrics.metrics();
    for (const line of [
      `e2ap_messages_total{${labels}} 1`,
      `e2ap_payload_bytes_total{${labels}} 56`,
      `e2ap_reward_bytes_total{${labels}} 4`,
      `e2ap_protobuf_bytes_total{${labels}} 100`,
      `e2ap_payload_complex_numbers_total{${labels},copy="first"} 6`,
      `e2ap_payload_complex_numbers_total{${labels},copy="repeat"} 1`,
      'e2ap_wire_bytes_total{direction="up",e2_node="o-du-0"} 7',
      'e2ap_wire_bytes_total{direction="down",e2_node="o-du-0"} 3',
    ])
      assert(text.includes(line), `${line} is not in\n${text}`);
  });
});
