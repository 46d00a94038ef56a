import { factor } from './cholesky.ts';
import { invert } from './inverse.ts';
import { KernelModule, oncePerShape } from './module.ts';
import { rowsFirst, sumOfProducts, transposed } from './sum-of-products.ts';

/** Memories of {@link centralRzfModule}: the precoder's own, and its plans'. */
const [OWN, PLANS] = [0, 1];

/**
 * C-RZF (39) for N_r, N_t, N_s, with matrices of all users' rows in rows of `pitch` numbers. `pairs`: H_i,l H_k,l^H summed
 * over O-RUs l; `precoders`: V_k,l, H_i,l^H times block (i, k) of the inverse summed over users i.
 */
export const centralRzfModule = oncePerShape((Nr, Nt, Ns, pitch) => {
  const [H, V, system] = [Nt, Ns, pitch].map((columns) => rowsFirst(OWN, columns));
  const [HT, inverse] = [H, system].map(transposed);
  return new KernelModule(
    {
      pairs: sumOfProducts(PLANS, { m: Nr, n: Nt, p: Nr, A: H, B: H, C: system, conjugated: 'B' }),
      factor: factor(pitch),
      invert: invert(pitch),
      precoders: sumOfProducts(PLANS, { m: Nt, n: Nr, p: Ns, A: HT, B: inverse, C: V, conjugated: 'A' }),
    },
    { memories: 2 },
  );
});
