import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Mark } from '../api.ts';
import { recordsOfLoop } from '../testing/hour.ts';
import { twoUsers } from '../testing/canned.ts';
import { History } from './history.ts';
import { LoopFold } from './loop-fold.ts';

const LOOPS = 360_000;
const LOOP_MS = 10;
const LOOPS_PER_TICK = 25;

test('an hour at full rate: what is kept stays within its bounds, and tells of the whole hour', () => {
  const history = new History();
  let marks = 0;
  const onMark = (mark: Mark) => {
    marks++;
    history.addMark(mark);
  };
  const fold = new LoopFold({ ...twoUsers(), onMark });
  const begin = 1_000_000_000;
  let ticks = 0;
  let sizeAtHalf = 0;
  for (let loop = 0; loop < LOOPS; loop++) {
    // Somebody moves a slider all the time, and swaps an app every now and then.
    const rMin = [4, (Math.floor(loop / 100) % 5) + 1];
    for (const kpi of recordsOfLoop(loop, rMin)) {
      if (kpi.of === 'near-rt-ric' && loop % 1000 === 0)
        Object.assign(kpi.record, { apps: { precoder: `own-${loop / 1000}` } });
      fold.add(kpi);
    }
    if (loop % LOOPS_PER_TICK !== LOOPS_PER_TICK - 1) continue;
    const tick = fold.take(begin + LOOP_MS * (loop + 1));
    assert.ok(tick);
    assert.equal(tick.loops, LOOPS_PER_TICK);
    assert.equal(
      tick.clock.slot.counts.reduce((a, b) => a + b, 0),
      Math.min(4096, 10 * (loop + 1)),
    );
    history.addTick(tick);
    ticks++;
    if (loop === LOOPS / 2 - 1) sizeAtHalf = JSON.stringify(tick).length;
    if (loop === LOOPS - 1) assert.ok(Math.abs(JSON.stringify(tick).length - sizeAtHalf) < 50);
  }
  assert.equal(ticks, 14_400);
  assert.equal(fold.take(begin), null, 'nothing came since');
  // Ten minutes of ticks; then means over ten seconds, the one that runs left out.
  assert.equal(history.fine.length, 2400);
  assert.equal(history.coarse.length, 360);
  assert.ok(marks > 3000, `${marks} marks`);
  assert.equal(history.marks.length, 500);
  assert.equal(fold.cdf().length, 12);

  const { ticks: points } = history.view(1000);
  assert.ok(points.length <= 1000 && points.length > 300, `${points.length} points`);
  assert.ok(points[0].unixMs - begin <= 10_250, 'from the beginning');
  assert.equal(points.at(-1)?.nearRtLoop, LOOPS - 1);
  assert.ok(points.every(({ unixMs }, i) => i === 0 || unixMs > points[i - 1].unixMs));
  assert.ok(points.every(({ sumRate }) => Math.abs(sumRate - 10) < 1e-9));
});
