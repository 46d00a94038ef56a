import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { readFileSync } from 'node:fs';
import { loadScenario } from '@chorus/platform/scenario.ts';
import { ledger, totalOf } from './ledger.ts';
import { timeParts, type Part } from './parts.ts';
import { processorTimeOf } from './proc.ts';
import { slotParts, withoutMultiplier } from './slot.ts';

describe('the parts of a slot', () => {
  test('run in their order, those of a near-RT loop at its end', () => {
    const ran: string[] = [];
    const part = (name: string, perLoop: boolean): Part => ({
      owner: 'xApp',
      name,
      perLoop,
      run: () => void ran.push(name),
    });
    const costs = timeParts([part('a', false), part('b', true), part('c', false)], 3, 3);
    // A slot for the compiler, which ends a loop, then the three that count.
    assert.equal(ran.join(''), 'abc' + 'ac' + 'ac' + 'abc');
    assert.deepEqual(
      costs.map(({ name }) => name),
      ['a', 'b', 'c'],
    );
  });

  test("of the testbed take each other's frames and messages, loop after loop", async () => {
    const parts = await slotParts(loadScenario('small'));
    const costs = timeParts(parts, 30, 10);
    for (const { name, ms } of costs) assert.ok(ms >= 0, name);
    const owners = new Set(costs.map(({ owner }) => owner));
    assert.deepEqual([...owners].sort(), ['O-DUs', 'ru-sim', 'xApp']);
  });

  test('the multiplier is taken out of the precoder that calls it', () => {
    const costs = [
      { name: 'precoder (30)', ms: 5 },
      { name: 'multiplier (28)', ms: 2 },
      { name: 'mu (29)', ms: 1 },
    ];
    assert.deepEqual(
      withoutMultiplier(costs).map(({ ms }) => ms),
      [3, 2, 1],
    );
  });
});

describe('the budget', () => {
  const parts = [
    { owner: 'ru-sim', name: 'step', ms: 0.2 },
    { owner: 'ru-sim', name: 'rates', ms: 0.3 },
    { owner: 'O-DUs', name: 'V', ms: 1 },
  ] as const;
  const of = (entries: ReturnType<typeof ledger>, process: string) =>
    entries.filter((entry) => entry.process === process).map(({ part, ms }) => [part, Number(ms.toFixed(9))]);

  test('leaves what a process took beside its computations on a line of its own', () => {
    const live = {
      slots: 10,
      slotsPerSecond: 100,
      processes: {
        'ru-sim': { ms: 0.75, systemMs: 0.25 },
        'o-du-0': { ms: 0.75, systemMs: 0.125 },
        'o-du-1': { ms: 0.5, systemMs: 0.125 },
        nats: { ms: 0.1, systemMs: 0 },
        launcher: { ms: 0.05, systemMs: 0 },
      },
    };
    const entries = ledger(parts, live);
    assert.deepEqual(of(entries, 'ru-sim'), [
      [null, 0.75],
      ['step', 0.2],
      ['rates', 0.3],
      ['O-FH, event loop, records', 0.25],
    ]);
    assert.deepEqual(of(entries, 'O-DUs'), [
      [null, 1.25],
      ['V', 1],
      ['O-FH, E2, D2, event loop', 0.25],
    ]);
    assert.ok(Math.abs(totalOf(entries) - 2.15) < 1e-12);
    assert.equal(entries.find(({ process }) => process === 'O-DUs')?.systemMs, 0.25);
  });

  test('has the computations alone where processes cannot be measured', () => {
    const entries = ledger(parts, null);
    assert.deepEqual(of(entries, 'ru-sim'), [
      [null, 0.5],
      ['step', 0.2],
      ['rates', 0.3],
    ]);
    assert.deepEqual(of(entries, 'nats-server'), []);
    assert.equal(totalOf(entries), 1.5);
  });
});

test("a process' time is read past a name with brackets and spaces", () => {
  const rest = `S 1 1 1 0 -1 4194304 100 0 0 0 250 50 0 0 20 0 1 0`;
  assert.deepEqual(processorTimeOf(`77 (a) (b c) ${rest}`), { ms: 3000, systemMs: 500 });
  assert.throws(() => processorTimeOf('77 (a) S 1'), /no times/);
});

test('our own time is in /proc', { skip: process.platform !== 'linux' && 'only Linux has /proc' }, () => {
  const before = process.cpuUsage();
  const { ms } = processorTimeOf(readFileSync('/proc/self/stat', 'utf8'));
  const after = process.cpuUsage();
  // A tick of 10 ms for user and system time each.
  assert.ok(ms >= (before.user + before.system) / 1000 - 20);
  assert.ok(ms <= (after.user + after.system) / 1000 + 20);
});
