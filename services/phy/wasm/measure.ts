import { range } from '../topology.ts';
import { count, f64x2, FunctionCode, i32, Type, when, type Code } from './assembler.ts';
import {
  COMPLEX,
  conjugate,
  entry,
  LARGEST_PRODUCT,
  registers,
  splatIm,
  splatRe,
  type Index,
  timesI,
  type Matrix,
} from './complex.ts';
import { KernelModule, oncePerShape } from './module.ts';

/** Memories of {@link measureModule}: the channel's, and the measurement's own. */
const [OWN, CHANNEL] = [0, 1];

/** For N_r, N_t, N_s: `effectiveChannels(h, v, plan, xi, users, radios, row)` and `interference(xi, J, own, users, K)`. */
export const measureModule = oncePerShape(
  (Nr, Nt, Ns) =>
    new KernelModule(
      { effectiveChannels: effectiveChannels(Nr, Nt, Ns), interference: interference(Nr, Ns) },
      { memories: 2 },
    ),
);

/**
 * (9): Xi_k,i += sum over l in L_i of H_k,l V_i,l; user after user, so that H is read once from front to back.
 *
 * `v`: V_i,l by O-RU. `plan`: by O-RU, how many users it serves,
 * then where each one's Xi_k,i stands in row k [bytes]. `row`: bytes of a row of Xi.
 */
function effectiveChannels(Nr: number, Nt: number, Ns: number): FunctionCode {
  const f = new FunctionCode();
  const [h, v, plan, xi, users, radios, row] = range(7).map(() => f.parameter(Type.i32));
  const [k, l, p, end, b, c, r] = range(7).map(() => f.local(Type.i32));
  const v1 = f.local(Type.v128);
  const [re, im] = [registers(f, 2), registers(f, 2)];
  const [real, turned] = [registers(f, 2 * Ns), registers(f, 2 * Ns)];
  const H: Matrix = { memory: CHANNEL, address: h.get, columns: Nt };
  const V: Matrix = { memory: OWN, address: b.get, columns: Ns };
  const Xi: Matrix = { memory: OWN, address: c.get, columns: Ns };

  // H V = Re(H) V + i Im(H) V: the two sums apart, so that i is multiplied by once for each number of the result.
  const rowsOfProduct = (rows: readonly Index[]): Code => {
    const code: Code[] = [];
    for (let t = 0; t < Nt; t++) {
      for (const [n, r] of rows.entries())
        code.push(re[n].set(splatRe(entry(H, r, t))), im[n].set(splatIm(entry(H, r, t))));
      for (let s = 0; s < Ns; s++) {
        code.push(v1.set(f64x2.load(entry(V, t, s))));
        for (const n of rows.keys()) {
          for (const [part, sum] of [
            [re[n], real[n * Ns + s]],
            [im[n], turned[n * Ns + s]],
          ]) {
            const product = [part.get, v1.get] as const;
            code.push(sum.set(t === 0 ? f64x2.mul(...product) : f64x2.addProduct(sum.get, ...product)));
          }
        }
      }
    }
    for (const [n, r] of rows.entries()) {
      for (let s = 0; s < Ns; s++) {
        const at = entry(Xi, r, s);
        const sum = f64x2.add(real[n * Ns + s].get, timesI(turned[n * Ns + s]));
        code.push(f64x2.store(at, f64x2.add(f64x2.load(at), sum)));
      }
    }
    return code;
  };
  const product =
    Nr * Nt * Ns > LARGEST_PRODUCT
      ? count(r, i32.const(0), i32.const(Nr), rowsOfProduct([r]))
      : range(Math.ceil(Nr / 2)).map((n) => rowsOfProduct(range(Nr).slice(2 * n, 2 * n + 2)));
  const eachServed = count(
    p,
    i32.add(p.get, i32.const(4)),
    end.get,
    [
      c.set(i32.add(xi.get, i32.load({ memory: OWN, address: p.get }))),
      product,
      b.set(i32.add(b.get, i32.const(COMPLEX * Nt * Ns))),
    ],
    4,
  );
  const served = i32.load({ memory: OWN, address: p.get });
  f.body = count(k, i32.const(0), users.get, [
    p.set(plan.get),
    b.set(v.get),
    count(l, i32.const(0), radios.get, [
      end.set(i32.add(p.get, i32.shl(i32.add(served, i32.const(1)), i32.const(2)))),
      eachServed,
      p.set(end.get),
      h.set(i32.add(h.get, i32.const(COMPLEX * Nr * Nt))),
    ]),
    xi.set(i32.add(xi.get, row.get)),
  ]);
  return f;
}

/**
 * J_k = I + sum over i of Xi_k,i Xi_k,i^H without the user's own, for every held user k.
 *
 * `own`: number of each held user, int32.
 */
function interference(Nr: number, Ns: number): FunctionCode {
  const f = new FunctionCode();
  const [xi, J, own, users, K] = range(5).map(() => f.parameter(Type.i32));
  const [k, i, user] = range(3).map(() => f.local(Type.i32));
  const sums = registers(f, Nr * Nr);
  const [column, conj, swapped] = registers(f, 3);
  const X: Matrix = { memory: OWN, address: xi.get, columns: Ns };
  const out: Matrix = { memory: OWN, address: J.get, columns: Nr };

  const add: Code[] = [];
  for (let s = 0; s < Ns; s++) {
    for (let q = 0; q < Nr; q++) {
      add.push(column.set(f64x2.load(entry(X, q, s))), conj.set(conjugate(column.get)));
      add.push(swapped.set(f64x2.swap(column)));
      for (let r = 0; r < Nr; r++) {
        const total = sums[r * Nr + q];
        const real = f64x2.addProduct(total.get, splatRe(entry(X, r, s)), conj.get);
        add.push(total.set(f64x2.addProduct(real, splatIm(entry(X, r, s)), swapped.get)));
      }
    }
  }

  const identity = sums.map((total, n) => total.set(f64x2.const(n % (Nr + 1) === 0 ? 1 : 0, 0)));
  const write = sums.map((total, n) => f64x2.store(entry(out, 0, n), total.get));
  f.body = count(k, i32.const(0), users.get, [
    identity,
    user.set(i32.load({ memory: OWN, address: own.get })),
    count(i, i32.const(0), K.get, [
      when(i32.xor(i.get, user.get), add),
      xi.set(i32.add(xi.get, i32.const(COMPLEX * Nr * Ns))),
    ]),
    write,
    J.set(i32.add(J.get, i32.const(COMPLEX * Nr * Nr))),
    own.set(i32.add(own.get, i32.const(4))),
  ]);
  return f;
}
