import { addRemote, d2Pairs, gatherSums, range, type OduCell, type Topology } from '@chorus/phy';
import { D2Message } from '@chorus/platform/proto.ts';
import { decodeTensor, encodeTensor } from '@chorus/platform/tensors.ts';
import type { Part } from './parts.ts';

const EMPTY: Uint8Array = new Uint8Array();

/** D2 at a near-RT loop's end: the sums of every O-DU to every other, encoded and decoded. */
export function exchangeOf(topology: Topology, cells: readonly OduCell[]): Part[] {
  const { U, Nr, Ns } = topology;
  const ways = range(U).flatMap((to) =>
    range(U)
      .filter((from) => from !== to)
      .map((from) => {
        const pairs = d2Pairs(topology, from, to, 'served');
        const sums = () => new Float64Array(2 * pairs.length * Nr * Ns);
        return { from, to, pairs, sent: sums(), received: sums(), bytes: EMPTY };
      }),
  );
  return [
    {
      owner: 'O-DUs',
      name: 'D2: sums and encoding',
      perLoop: true,
      run: () => {
        for (const way of ways) {
          gatherSums(cells[way.from], way.pairs, way.sent);
          const { from, to } = way;
          way.bytes = D2Message.encode({ from, to, kind: 'SUMS', sums: encodeTensor(way.sent) });
        }
      },
    },
    {
      owner: 'O-DUs',
      name: 'D2: decoding and sums',
      perLoop: true,
      run: () => {
        for (const cell of cells) cell.Zremote.fill(0);
        for (const { to, pairs, received, bytes } of ways) {
          decodeTensor(D2Message.decode(bytes).sums, received, 'D2 sums');
          addRemote(cells[to], pairs, received);
        }
      },
    },
  ];
}
