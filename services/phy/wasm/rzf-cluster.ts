import { factor, substitute } from './cholesky.ts';
import { copyMatrices } from './copy-matrices.ts';
import { KernelModule, oncePerShape } from './module.ts';
import { rowsFirst, sumOfProducts, transposed } from './sum-of-products.ts';

/** Memories of {@link clusterRzfModule}: the precoder's own, and its plans'. */
const [OWN, PLANS] = [0, 1];

/**
 * P-RZF for N_r, N_t, N_s, with systems in rows of `pitch` numbers. `pairs`: H_i,l^H H_i,j summed over users i;
 * `takePair`: such a sum into a system; `takeRows`: the first N_s rows of H_k,l as its right-hand sides.
 */
export const clusterRzfModule = oncePerShape((Nr, Nt, Ns, pitch) => {
  const [H, gram, system] = [Nt, Nt, pitch].map((columns) => rowsFirst(OWN, columns));
  const HT = transposed(H);
  return new KernelModule(
    {
      pairs: sumOfProducts(PLANS, { m: Nt, n: Nr, p: Nt, A: HT, B: HT, C: gram, conjugated: 'A' }),
      takePair: copyMatrices(PLANS, { rows: Nt, columns: Nt, from: gram, to: system }),
      takeRows: copyMatrices(PLANS, { rows: Ns, columns: Nt, from: H, to: system }),
      factor: factor(pitch),
      substitute: substitute(pitch),
    },
    { memories: 2 },
  );
});
