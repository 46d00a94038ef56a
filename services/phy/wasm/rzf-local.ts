import { factor, substitute } from './cholesky.ts';
import { copyMatrices } from './copy-matrices.ts';
import { KernelModule, oncePerShape } from './module.ts';
import { rowsFirst, sumOfProducts, transposed, type Layout } from './sum-of-products.ts';

/** Memories of {@link localRzfModule}: the precoder's own, its plans', and the cell's. */
const [OWN, PLANS, CELL] = [0, 1, 2];

/**
 * D-RZF (41) for N_r, N_t, N_s, over whichever is fewer, antennas of the O-RU or rows of H; systems in rows of
 * `pitch` numbers.
 *
 * - `antennas`: H_k^H H_k summed over users; `takeRows`: the first N_s rows of H_k, and `giveRows`: their solutions as V_k
 * - `pairs`: H_i H_k^H; `takeColumns`: H_k^H, and `giveColumns`: the first N_s columns of their solutions as V_k
 */
export const localRzfModule = oncePerShape((Nr, Nt, Ns, pitch) => {
  const [H, V, system] = [rowsFirst(CELL, Nt), rowsFirst(CELL, Ns), rowsFirst(OWN, pitch)];
  const HT = transposed(H);
  const copy = (rows: number, columns: number, from: Layout, to: Layout, conjugated: boolean) =>
    copyMatrices(PLANS, { rows, columns, from, to, conjugated });
  return new KernelModule(
    {
      antennas: sumOfProducts(PLANS, { m: Nt, n: Nr, p: Nt, A: HT, B: HT, C: system, conjugated: 'A' }),
      pairs: sumOfProducts(PLANS, { m: Nr, n: Nt, p: Nr, A: H, B: H, C: system, conjugated: 'B' }),
      takeRows: copy(Ns, Nt, H, system, false),
      takeColumns: copy(Nt, Nr, HT, system, true),
      factor: factor(pitch),
      substitute: substitute(pitch),
      giveRows: copy(Nt, Ns, transposed(system), V, true),
      giveColumns: copy(Nt, Ns, system, V, false),
    },
    { memories: 3 },
  );
});
