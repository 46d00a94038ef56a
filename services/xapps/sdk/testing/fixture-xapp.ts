import type { FilterXApp, XAppComponents } from '@chorus/contracts';

/** What the fixture does wrong, set by tests. */
export const fault: { user: number | null; how: 'throw' | 'nan' } = { user: null, how: 'throw' };

/** U_k is the first block of Xi_k, W_k its first real number times the identity: easy to check at the other end. */
export function createXApp({ topology }: XAppComponents): FilterXApp {
  const { Ns } = topology;
  return {
    name: 'fixture',
    gives: 'filters',
    filter({ user, Xi, nearRtLoop }, U, W) {
      if (user === fault.user && fault.how === 'throw') throw new Error('told to fail');
      U.set(Xi.subarray(0, U.length));
      W.fill(0);
      for (let s = 0; s < Ns; s++) W[2 * (s * Ns + s)] = 1 + nearRtLoop;
      if (user === fault.user) U[0] = NaN;
    },
  };
}
