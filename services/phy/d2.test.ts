import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { addRemote, d2Links, d2Pairs, gatherLinks, gatherSums, sumsOfLinks } from './d2.ts';
import { OduCell } from './odu-cell.ts';
import { usedPairs } from './pairs.ts';
import { assertClose } from './testing/expect.ts';
import { add, fromFlat, multiply, sum, zeros, type Matrix } from './testing/matrix.ts';
import { knows } from './testing/naive-precoder.ts';
import { drawLinks, drawPrecoders, makeCell, network } from './testing/network.ts';
import { Source } from './testing/source.ts';
import { range, type Topology } from './topology.ts';

type Reach = 'none' | 'served' | 'coupled';

const networks = [
  network({ odus: 4, radios: 12, users: 7, cluster: 4 }, 1),
  network({ odus: 2, radios: 8, users: 5, nr: 1 }, 2),
  network({ odus: 6, radios: 10, users: 6, nr: 4, cluster: 3 }, 3),
];

/** Every ordered pair of O-DUs of every network. */
function eachExchange(visit: (topology: Topology, from: number, to: number) => void): void {
  for (const topology of networks) {
    for (const from of range(topology.U)) for (const to of range(topology.U)) visit(topology, from, to);
  }
}

/** Pairs (i, k) as "i,k" that O-RU l of O-DU `to` sums over, by definition. */
function needed(topology: Topology, to: number, reach: Reach): Set<string> {
  const { K, radiosOfOdu, served } = topology;
  const pairs = new Set<string>();
  if (reach === 'none') return pairs;
  for (const l of radiosOfOdu[to]) {
    for (const k of served[l]) {
      for (const i of range(K)) {
        if (reach === 'served' ? served[l].includes(i) : knows(topology, l, i)) pairs.add(`${i},${k}`);
      }
    }
  }
  return pairs;
}

/** O-RUs of `from` that serve k and whose O-DU knows the channel to i. */
const contributors = (topology: Topology, from: number, i: number, k: number) =>
  topology.radiosOfOdu[from].filter((j) => topology.serving[k].includes(j) && knows(topology, j, i));

const draw = (topology: Topology, odu: number, seed: number) => {
  const source = new Source(seed);
  const H = drawLinks(topology, source);
  const V = drawPrecoders(topology, source);
  return { H, V, cell: makeCell(topology, odu, H, V) };
};

for (const reach of ['served', 'coupled'] as const) {
  describe(`D2 with reach ${reach}`, () => {
    test('brings each pair that the receiver needs and the sender contributes to, once, and no other', () => {
      let total = 0;
      eachExchange((topology, from, to) => {
        const pairs = d2Pairs(topology, from, to, reach);
        const expected = [...needed(topology, to, reach)].filter((pair) => {
          const [i, k] = pair.split(',').map(Number);
          return from !== to && contributors(topology, from, i, k).length > 0;
        });
        const listed = range(pairs.length).map((n) => `${pairs.receiving[n]},${pairs.serving[n]}`);
        assert.deepEqual([...listed].sort(), expected.sort());
        for (const n of range(pairs.length)) {
          const terms = [...pairs.terms.subarray(pairs.starts[n], pairs.starts[n + 1])];
          assert.deepEqual(terms, contributors(topology, from, pairs.receiving[n], pairs.serving[n]));
        }
        total += pairs.length;
      });
      assert.ok(total > 0);
    });

    test('brings every H and V of the sums once, and no other', () => {
      eachExchange((topology, from, to) => {
        const pairs = d2Pairs(topology, from, to, reach);
        const links = d2Links(topology, from, to, reach);
        const h = new Set<string>();
        const v = new Set<string>();
        for (const n of range(pairs.length)) {
          for (const j of contributors(topology, from, pairs.receiving[n], pairs.serving[n])) {
            h.add(`${j},${pairs.receiving[n]}`);
            v.add(`${j},${pairs.serving[n]}`);
          }
        }
        const list = (radios: Int32Array, users: Int32Array) =>
          Array.from(radios, (j, n) => `${j},${users[n]}`);
        assert.deepEqual(list(links.hRadio, links.hUser).sort(), [...h].sort());
        assert.deepEqual(list(links.vRadio, links.vUser).sort(), [...v].sort());
      });
    });

    test('gives sums that equal the direct ones and those made from the links', () => {
      eachExchange((topology, from, to) => {
        const { Nr, Nt, Ns } = topology;
        const { H, V, cell } = draw(topology, from, 400 + from);
        const pairs = d2Pairs(topology, from, to, reach);
        const sums = new Float64Array(2 * pairs.length * Nr * Ns).fill(3);
        gatherSums(cell, pairs, sums);
        for (const n of range(pairs.length)) {
          const [i, k] = [pairs.receiving[n], pairs.serving[n]];
          const direct = sum(
            contributors(topology, from, i, k).map((j) => multiply(H[i][j], V[k][j] as Matrix)),
            zeros(Nr, Ns),
          );
          assertClose(fromFlat(sums, Nr, Ns, 2 * n * Nr * Ns), direct, 1e-13);
        }
        const links = d2Links(topology, from, to, reach);
        const linksH = new Float64Array(2 * links.hUser.length * Nr * Nt);
        const linksV = new Float64Array(2 * links.vUser.length * Nt * Ns);
        gatherLinks(cell, links, linksH, linksV);
        const again = new Float64Array(sums.length).fill(4);
        sumsOfLinks(topology, pairs, links, linksH, linksV, again);
        assertClose(again, sums, 1e-14);
      });
    });

    test('sums cost fewer complex numbers than H and V', () => {
      const topology = networks[0];
      const { U, Nr, Nt, Ns } = topology;
      let [sums, channels] = [0, 0];
      for (const from of range(U)) {
        for (const to of range(U)) {
          const links = d2Links(topology, from, to, reach);
          sums += d2Pairs(topology, from, to, reach).length * Nr * Ns;
          channels += links.hUser.length * Nr * Nt + links.vUser.length * Nt * Ns;
        }
      }
      assert.ok(sums > 0 && sums < channels, `${sums} against ${channels}`);
    });

    test('addRemote adds the sums of all senders at their pairs and touches nothing else', () => {
      for (const topology of networks) {
        const { K, U, Nr, Ns } = topology;
        const to = 0;
        const cell = new OduCell(topology, to);
        const expected = range(K).map(() => range(K).map(() => zeros(Nr, Ns)));
        for (const from of range(U)) {
          const sender = draw(topology, from, 420 + from);
          const pairs = d2Pairs(topology, from, to, reach);
          const sums = new Float64Array(2 * pairs.length * Nr * Ns);
          gatherSums(sender.cell, pairs, sums);
          addRemote(cell, pairs, sums);
          for (const n of range(pairs.length)) {
            const [i, k] = [pairs.receiving[n], pairs.serving[n]];
            expected[i][k] = add(expected[i][k], fromFlat(sums, Nr, Ns, 2 * n * Nr * Ns));
          }
        }
        assertClose(cell.Zremote, expected.flat(2), 1e-14);
      }
    });
  });
}

test('nothing travels for a precoder that reaches nobody', () => {
  eachExchange((topology, from, to) => {
    assert.equal(d2Pairs(topology, from, to, 'none').length, 0);
    const links = d2Links(topology, from, to, 'none');
    assert.deepEqual(
      [links.hUser.length, links.hRadio.length, links.vUser.length, links.vRadio.length],
      [0, 0, 0, 0],
    );
  });
});

test('nothing travels from an O-DU to itself', () => {
  for (const u of range(networks[0].U)) {
    for (const reach of ['served', 'coupled'] as const)
      assert.equal(d2Pairs(networks[0], u, u, reach).length, 0);
  }
});

test('what served sums need is part of what coupled sums need', () => {
  eachExchange((topology, _from, to) => {
    const [narrow, wide] = [usedPairs(topology, to, 'served'), usedPairs(topology, to, 'coupled')];
    for (const [pair, flag] of narrow.entries()) assert.ok(flag <= wide[pair]);
  });
});

test('usedPairs are the pairs that some O-RU of the O-DU sums over, by definition', () => {
  for (const topology of networks) {
    const { K, U } = topology;
    for (const odu of range(U)) {
      for (const reach of ['served', 'coupled'] as const) {
        const expected = needed(topology, odu, reach);
        const used = usedPairs(topology, odu, reach);
        for (const i of range(K)) {
          for (const k of range(K)) assert.equal(used[i * K + k] === 1, expected.has(`${i},${k}`));
        }
      }
    }
  }
});
