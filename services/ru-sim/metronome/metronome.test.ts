import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Metronome } from './metronome.ts';

describe('Metronome', () => {
  const never = new AbortController().signal;
  const metronome = new Metronome();
  before(() => metronome.start());
  after(() => metronome.stop());

  it('gives the event loop a turn even when the deadline has passed', async () => {
    let turned = false;
    setImmediate(() => (turned = true));
    await metronome.until(0, null, never);
    assert.ok(turned);
  });

  it('does not end before the deadline, whether it is near or far', async () => {
    for (const ms of [0.1, 1, 8]) {
      const deadline = performance.now() + ms;
      await metronome.until(deadline, null, never);
      assert.ok(performance.now() >= deadline);
    }
  });

  it('ends at once when there is nothing left to wait for', async () => {
    await metronome.until(Infinity, { complete: () => true, onComplete: () => undefined }, never);
    await metronome.until(Infinity, null, AbortSignal.abort());
  });

  it('is not disturbed by what ended the wait before', async () => {
    let wake: (() => void) | null = null;
    const awaited = { complete: () => true, onComplete: (w: (() => void) | null) => (wake = w) };
    const first = metronome.until(Infinity, awaited, never);
    // Ahead of the turn that it would have looked in.
    (wake as (() => void) | null)?.();
    await first;
    const deadline = performance.now() + 5;
    let isSeen = false;
    setImmediate(() => (isSeen = true));
    await metronome.until(deadline, { complete: () => false, onComplete: () => undefined }, never);
    assert.ok(isSeen && performance.now() >= deadline);
  });

  it('ends when the last answer comes, and when it is aborted, without waiting for its timer', async () => {
    let come = false;
    const onComplete = (wake: (() => void) | null) => {
      if (wake === null) return;
      come = true;
      setImmediate(wake);
    };
    await metronome.until(Infinity, { complete: () => come, onComplete }, never);
    const abort = new AbortController();
    setImmediate(() => setImmediate(() => abort.abort()));
    await metronome.until(Infinity, null, abort.signal);
  });
});
