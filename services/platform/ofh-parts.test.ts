import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { OduCell, range, regions } from '@chorus/phy';
import { Arena } from '@chorus/phy/wasm/arena.ts';
import { FrameBuffer, HEADER_BYTES } from './frames.ts';
import { Downlink, Measured, type Observe } from './ofh.ts';
import { PayloadPart } from './ofh-parts.ts';
import { testContext } from './testing/process-context.ts';

const { topology } = testContext('t', {
  network: { radios: 8, users: 7, odus: 2, cluster: 3, observed: 3, area_m: 200 },
});
const { K, L, Nr, Nt, coupled, radiosOfOdu, usersOfAnchor } = topology;
const payloadOf = ({ bytes }: FrameBuffer) => bytes.subarray(HEADER_BYTES);

describe('the shards’ Downlinks put together', () => {
  for (const count of [1, 2, 3, 7]) {
    for (const odu of [0, 1]) {
      it(`are that of one process: ${count} shards, O-DU ${odu}`, () => {
        const whole = new FrameBuffer(new Downlink(topology, odu).bytes);
        for (const { users } of regions(topology, count)) {
          const downlink = new Downlink(topology, odu, users);
          const part = new FrameBuffer(downlink.bytes);
          downlink.writeMu(part, Float64Array.from(users));
          const csi = users.flatMap((i) =>
            range(L).flatMap((l) => range(2 * Nr * Nt).map((n) => 1000 * (i * L + l) + n)),
          );
          const H = new Arena(8 * csi.length + 16).float64(csi.length);
          H.set(csi);
          downlink.writeCsi(part, H);
          const place = PayloadPart.ofDownlink(topology, odu, users);
          assert.equal(place.bytes, downlink.bytes);
          place.copyTo(whole.floats, payloadOf(part));
        }
        const cell = new OduCell(topology, odu);
        new Downlink(topology, odu).read(payloadOf(whole), cell);
        assert.deepEqual(
          cell.omega,
          Float64Array.from(range(K), (k) => 1 + k),
        );
        for (const [local, l] of radiosOfOdu[odu].entries()) {
          const csi = coupled[l].flatMap((i) => range(2 * Nr * Nt).map((n) => 1000 * (i * L + l) + n));
          assert.deepEqual([...cell.H[local]], csi);
        }
      });
    }
  }
});

describe('the shards’ Measured put together', () => {
  for (const observe of ['neighbours', 'covariance', 'power'] satisfies Observe[]) {
    it(`hold every anchored user in its place: ${observe}`, () => {
      for (const odu of [0, 1]) {
        const layout = new Measured(topology, odu, observe);
        const whole = new Float32Array(layout.bytes / 4);
        for (const { users } of regions(topology, 3)) {
          const part = new Measured(topology, odu, observe, users);
          const numbers = part.users.flatMap((k, n) => range(part.reals[n]).map((i) => 100 * k + i));
          const place = PayloadPart.ofMeasured(topology, odu, observe, users);
          assert.equal(place.bytes, part.bytes);
          place.copyTo(whole, new Uint8Array(Float32Array.from(numbers).buffer));
        }
        assert.deepEqual(layout.users, usersOfAnchor[odu]);
        const expected = layout.users.flatMap((k, n) => range(layout.reals[n]).map((i) => 100 * k + i));
        assert.deepEqual([...whole], expected);
      }
    });
  }
});
