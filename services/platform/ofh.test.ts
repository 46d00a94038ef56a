import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { hear, Measurement, OduCell, powerOf, projectPower, Random } from '@chorus/phy';
import { Arena } from '@chorus/phy/wasm/arena.ts';
import { FrameBuffer, HEADER_BYTES } from './frames.ts';
import { Downlink, Uplink } from './ofh.ts';
import { testContext } from './testing/process-context.ts';

const { topology } = testContext('t', { network: { radios: 8, users: 5, odus: 2, cluster: 3, observed: 3 } });
const odu = topology.radiosOfOdu[0].length > 0 ? 0 : 1;
const random = new Random(1, 'ofh.test');
const fill = (array: Float64Array) => array.map(() => random.normal());
const payloadOf = ({ bytes }: FrameBuffer) => bytes.subarray(HEADER_BYTES);

describe('Downlink', () => {
  const codec = new Downlink(topology, odu);
  const frame = new FrameBuffer(codec.bytes);
  const mu = Float64Array.from({ length: topology.K }, (_, k) => k / 4);
  const { K, L, Nr, Nt, coupled, radiosOfOdu } = topology;
  const reals = 2 * K * L * Nr * Nt;
  const H = new Arena(8 * reals).float64(reals);
  H.set(fill(H));
  const heard = coupled.map((users) => new Float64Array(2 * users.length * Nr * Nt));
  hear(topology, H, heard);
  codec.writeMu(frame, mu);
  codec.writeCsi(frame, H);

  it('brings omega = 1 + mu and every channel', () => {
    const cell = new OduCell(topology, odu);
    codec.read(payloadOf(frame), cell);
    assert.deepEqual(
      cell.omega,
      mu.map((m) => 1 + m),
    );
    assert.deepEqual(
      cell.H,
      radiosOfOdu[odu].map((l) => heard[l].map(Math.fround)),
    );
  });

  it('that is not finite leaves the cell as it was', () => {
    const bad = new FrameBuffer(codec.bytes);
    bad.bytes.set(frame.bytes);
    bad.floats[bad.floats.length - 1] = NaN;
    const cell = new OduCell(topology, odu);
    assert.throws(() => codec.read(payloadOf(bad), cell), { code: 'CHORUS_PAYLOAD_NOT_FINITE' });
    assert.deepEqual(cell.omega, new OduCell(topology, odu).omega);
  });

  it('of a wrong length is refused', () => {
    const cell = new OduCell(topology, odu);
    assert.throws(() => codec.read(payloadOf(frame).subarray(4), cell), { code: 'CHORUS_PAYLOAD_LENGTH' });
  });
});

describe('Uplink', () => {
  const codec = new Uplink(topology, odu);
  const sent = { dAppMs: 1.5, e2WaitMs: 2.25, d2WaitMs: 3.125, totalMs: 4 };

  function transmit(cell: OduCell) {
    const frame = new FrameBuffer(codec.bytes);
    codec.write(frame, cell, sent);
    const { V } = new Measurement(topology);
    const xi = new Float64Array(topology.L);
    const times = { dAppMs: 0, e2WaitMs: 0, d2WaitMs: 0, totalMs: 0 };
    codec.read(payloadOf(frame), V, xi, times);
    return { V, xi, times };
  }

  it('brings V, xi and the times', () => {
    const cell = new OduCell(topology, odu);
    for (const V of cell.V) V.set(fill(V));
    cell.xi.set(cell.xi.map((_, j) => j + 1));
    const { V, xi, times } = transmit(cell);
    assert.deepEqual(times, sent);
    for (const [j, l] of topology.radiosOfOdu[odu].entries()) {
      assert.equal(xi[l], j + 1);
      for (const [i, v] of cell.V[j].entries()) assert.ok(Math.abs(V[l][i] - v) <= 2 ** -22 * Math.abs(v));
    }
  });

  it('never carries more than P_max where the cell holds exactly P_max', () => {
    const cell = new OduCell(topology, odu);
    let full = 0;
    for (let round = 0; round < 200; round++) {
      for (const V of cell.V) {
        V.set(fill(V).map((v) => 1e3 * v));
        projectPower(V, topology.pMax);
      }
      const { V } = transmit(cell);
      for (const l of topology.radiosOfOdu[odu]) {
        const power = powerOf(V[l]);
        assert.ok(power <= topology.pMax, `O-RU ${l}: ${power}`);
        if (power > 0.999999 * topology.pMax) full++;
      }
    }
    assert.ok(full > 0);
  });
});
