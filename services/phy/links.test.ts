import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Links } from './links.ts';
import { network } from './testing/network.ts';
import { Source } from './testing/source.ts';

test('links stand in the order of users, then O-RUs, each with its channel', () => {
  const topology = network({ radios: 12, cluster: 2, area_m: 400 });
  const { K, L, Nr, Nt, coupled } = topology;
  const block = 2 * Nr * Nt;
  const H = new Source(571).values(K * L * block);
  const links = new Links(topology, coupled);
  const out = new Float64Array(links.count * block);
  links.gather(H, out);
  let number = 0;
  for (let k = 0; k < K; k++) {
    for (let l = 0; l < L; l++) {
      if (!coupled[l].includes(k)) continue;
      assert.equal(links.numberOf(k, l), number);
      const from = (k * L + l) * block;
      assert.deepEqual(out.subarray(number * block, ++number * block), H.subarray(from, from + block));
    }
  }
  assert.equal(number, links.count);
  assert.ok(number > 0 && number < K * L);
});
