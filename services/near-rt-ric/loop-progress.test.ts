import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildTopology } from '@chorus/phy';
import { checkScenario } from '@chorus/platform/scenario.ts';
import { LoopProgress } from './loop-progress.ts';
import { testScenario } from './testing/start-ric.ts';

const { network, radio } = checkScenario(testScenario);
const topology = buildTopology({ ...network, ...radio }, 1);
const links = topology.radiosOfOdu.map((radios) =>
  radios.reduce((sum, l) => sum + topology.served[l].length, 0),
);

function progress() {
  const loops: number[] = [];
  const watched = new LoopProgress(topology, { rtLoops: 10 });
  watched.onFinished = (loop) => loops.push(loop);
  return { watched, loops };
}

test('a loop is over when every node has reported its end', () => {
  const { watched, loops } = progress();
  watched.reported(0, 0);
  watched.reported(0, 1);
  assert.deepEqual(loops, []);
  watched.reported(1, 0);
  watched.reported(1, 0);
  watched.reported(1, 1);
  assert.deepEqual(loops, [0, 1]);
});

test('the start of a run is no loop', () => {
  const { watched, loops } = progress();
  for (const odu of [0, 1]) watched.reported(odu, -1);
  assert.deepEqual(loops, []);
});

test('with precoders, a loop is over with those of its last RT loop, all shares together', () => {
  const { watched, loops } = progress();
  watched.precoded(0, 9, links[0]);
  watched.precoded(0, 10, 1);
  watched.precoded(1, 10, links[1]);
  assert.deepEqual(loops, []);
  watched.precoded(0, 10, links[0] - 1);
  assert.deepEqual(loops, [0]);
});

test('CSI of the next loop ends one whose precoders never came', () => {
  const { watched, loops } = progress();
  watched.csi(0, 10);
  watched.csi(1, 10);
  assert.deepEqual(loops, []);
  watched.csi(0, 11);
  watched.csi(1, 11);
  assert.deepEqual(loops, [0]);
});
