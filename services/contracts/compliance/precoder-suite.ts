import assert from 'node:assert/strict';
import { powerOf, projectPower, solveByNewton, type OduCell } from '@chorus/phy';
import type { DAppInit, DAppModule, MultiplierDApp, PrecoderDApp } from '../dapp.ts';
import { assertFinite, register, type Check } from './check.ts';
import { copyCell, drawState, exchange, networks, type State } from './state.ts';

export type CreatePrecoder = NonNullable<DAppModule['createPrecoder']>;

const newton: MultiplierDApp = { name: 'newton', solve: solveByNewton };

/**
 * Registers the tests that every precoder dApp must pass, whatever it computes. For one of your own:
 *
 *     // my-precoder.test.ts; run it with: node --test my-precoder.test.ts
 *     import { precoderCompliance } from '@chorus/contracts/compliance/precoder-suite.ts';
 *     import { createPrecoder } from './my-precoder.ts';
 *
 *     precoderCompliance('my-precoder', createPrecoder);
 *
 * @param init what the scenario would give it
 */
export function precoderCompliance(name: string, createPrecoder: CreatePrecoder, init: DAppInit = {}): void {
  register(`precoder dApp ${name}`, precoderChecks(createPrecoder, init));
}

/** The tests of {@link precoderCompliance}, to run one by one. */
export function precoderChecks(createPrecoder: CreatePrecoder, init: DAppInit = {}): Check[] {
  const make = (cell: OduCell) => createPrecoder({ topology: cell.topology, odu: cell.odu }, init);
  return [
    {
      name: 'says its name, what D2 must bring and what the near-RT RIC must give',
      run: () => declares(make),
    },
    ...Object.entries(networks).flatMap(([network, topology]) => {
      const check = (name: string, run: (state: State) => void): Check => ({
        name: `${name}, on ${network}`,
        run: () => run(drawState(topology, 11)),
      });
      return [
        check('stays finite and within P_max after the projection, slot after slot', (state) =>
          runSlots(state, make),
        ),
        check('writes V and xi in place and nothing else', (state) => writesInPlace(state, make)),
        check('repeats, and keeps nothing from one call to the next but V', (state) => repeats(state, make)),
        check('is finite before the first U and W have come', (state) => startsEmpty(state, make)),
        check('stays within P_max after the projection if dApp 1 is wrong', (state) =>
          mistrusts(state, make),
        ),
      ];
    }),
  ];
}

type Make = (cell: OduCell) => PrecoderDApp;

function declares(make: Make): void {
  const { cells } = drawState(networks['an ordinary network'], 1);
  const precoder = make(cells[0]);
  assert.match(precoder.name, /\S/, 'name');
  assert.ok(['none', 'served', 'coupled'].includes(precoder.reach), `reach is ${precoder.reach}`);
  assert.ok(['none', 'filters', 'precoders'].includes(precoder.control), `control is ${precoder.control}`);
}

/** What the O-DU does with a result: nothing that is not finite, nothing above P_max. */
function checkOutput(cell: OduCell): void {
  assertFinite(cell.xi, 'xi');
  assert.ok(
    cell.xi.every((xi) => xi >= 0),
    'xi is negative',
  );
  for (const [j, V] of cell.V.entries()) {
    assertFinite(V, `V of O-RU ${cell.radios[j]}`);
    projectPower(V, cell.topology.pMax);
    assert.ok(powerOf(V) <= cell.topology.pMax * (1 + 1e-12), `power of O-RU ${cell.radios[j]}`);
  }
}

function runSlots({ cells, step }: State, make: Make): void {
  const precoders = cells.map(make);
  for (let loop = 0; loop < 2; loop++) {
    exchange(cells, precoders[0].reach);
    for (let slot = 0; slot < 3; slot++) {
      for (const [u, cell] of cells.entries()) {
        precoders[u].precode(cell, newton);
        checkOutput(cell);
      }
      step();
    }
  }
}

function writesInPlace({ cells }: State, make: Make): void {
  exchange(cells, make(cells[0]).reach);
  for (const cell of cells) {
    const read = () => [cell.H, cell.U, cell.W, cell.omega, cell.Zremote];
    const before = structuredClone(read());
    const memory = [...cell.V, cell.xi];
    make(cell).precode(cell, newton);
    assert.deepEqual(read(), before, 'H, U, W, omega or Zremote was written');
    for (const [n, array] of [...cell.V, cell.xi].entries())
      assert.equal(array, memory[n], 'V or xi was replaced');
  }
}

function repeats({ cells, step }: State, make: Make): void {
  const { reach } = make(cells[0]);
  exchange(cells, reach);
  for (const cell of cells) {
    const used = make(cell);
    const first = copyCell(cell);
    used.precode(first, newton);
    step();
    exchange(cells, reach);
    const [second, fresh] = [copyCell(cell), copyCell(cell)];
    used.precode(second, newton);
    make(cell).precode(fresh, newton);
    assert.deepEqual([second.V, second.xi], [fresh.V, fresh.xi], 'a fresh instance gives something else');
  }
}

function startsEmpty({ cells }: State, make: Make): void {
  for (const cell of cells) {
    const precoder = make(cell);
    cell.U.fill(0);
    cell.W.fill(0);
    cell.Zremote.fill(0);
    precoder.precode(cell, newton);
    checkOutput(cell);
  }
}

function mistrusts({ cells }: State, make: Make): void {
  for (const solve of [() => 0, () => 1e300]) {
    for (const cell of cells) {
      const precoder = make(cell);
      exchange(cells, precoder.reach);
      precoder.precode(cell, { name: 'wrong', solve });
      checkOutput(cell);
    }
  }
}
