import { range } from '../topology.ts';
import { count, f64x2, FunctionCode, i32, Type, type Code, type Local } from './assembler.ts';
import { conjugate, entry, Multiplier, splatRe, type Index, type Matrix } from './complex.ts';
import { decompose, LARGEST_ORDER } from './eigen.ts';
import { KernelModule, oncePerShape } from './module.ts';

/** Memories: the O-DU's cell, and the precoder's own. */
const [OWN, CELL] = [0, 1];

/**
 * Kernels of (30), (23) and (43) for N_r, N_t, N_s: `kernel(plan, turns, ...)`. A plan is a list of int32 in
 * the precoder's memory that says for each turn where its matrices stand [bytes], in the order that the kernel's
 * doc gives.
 */
export const precodeModule = oncePerShape(
  (Nr, Nt, Ns) =>
    new KernelModule(
      {
        weighFilters: weighFilters(Nr, Ns),
        weighChannels: weighChannels(Nr, Nt),
        copySums: copySums(Nr, Ns),
        addProducts: addProducts(Nr, Nt, Ns, { keep: false }),
        keepProducts: addProducts(Nr, Nt, Ns, { keep: true }),
        takeOut: takeOut(Nr, Ns),
        ownColumns: ownColumns(Nr, Nt, Ns),
        takeColumns: takeColumns(Nr, Nt, Ns),
        rotate: rotate(Nt, Ns),
        rotateBack: rotateBack(Nt, Ns),
        ...(Nt <= LARGEST_ORDER ? { decompose: decompose(Nt, OWN) } : {}),
      },
      { memories: 2 },
    ),
);

interface Parts {
  /** The turn's words of the plan. */
  at: Local[];
  /** Parameters after plan and turns. */
  more: Local[];
  multiplier: Multiplier;
}

/** A kernel that takes a turn for every `words` words of its plan. */
function planned(words: number, parameters: number, turn: (parts: Parts) => Code): FunctionCode {
  const f = new FunctionCode();
  const [plan, turns, ...more] = range(2 + parameters).map(() => f.parameter(Type.i32));
  const [number, ...at] = range(1 + words).map(() => f.local(Type.i32));
  f.body = count(number, i32.const(0), turns.get, [
    at.map((word, n) => word.set(i32.load({ memory: OWN, address: plan.get, offset: 4 * n }))),
    turn({ at, more, multiplier: new Multiplier(f) }),
    plan.set(i32.add(plan.get, i32.const(4 * words))),
  ]);
  return f;
}

const inCell = ({ get }: Local, columns: number): Matrix => ({ memory: CELL, address: get, columns });
const inOwn = ({ get }: Local, columns: number): Matrix => ({ memory: OWN, address: get, columns });

/** Stores C[i, j] in `M`. */
const storeIn = (M: Matrix) => (i: Index, j: Index, value: Code) => f64x2.store(entry(M, i, j), value);
const loadFrom = (M: Matrix) => (i: Index, j: Index) => f64x2.load(entry(M, i, j));

/** (20) Y^H = U W and (19) X = Y^H U^H. Plan: U, W, Y^H, X. */
function weighFilters(Nr: number, Ns: number): FunctionCode {
  return planned(4, 0, ({ at, multiplier }) => {
    const [U, W] = [inCell(at[0], Ns), inCell(at[1], Ns)];
    const [YH, X] = [inOwn(at[2], Ns), inOwn(at[3], Nr)];
    const inU = (i: Index, k: Index) => entry(U, i, k);
    return [
      multiplier.code({ m: Nr, n: Ns, p: Ns, A: inU, B: loadFrom(W), into: storeIn(YH) }),
      multiplier.code({
        m: Nr,
        n: Ns,
        p: Nr,
        A: (i, k) => entry(YH, i, k),
        B: (k, j) => conjugate(f64x2.load(inU(j, k))),
        into: storeIn(X),
      }),
    ];
  });
}

/** G_i = omega_i X_i H_i, and A_l += H_i^H G_i: the matrix that (23) and (30) invert. Plan: H, X, omega, G, A. */
function weighChannels(Nr: number, Nt: number): FunctionCode {
  return planned(5, 0, ({ at, multiplier }) => {
    const [H, X] = [inCell(at[0], Nt), inOwn(at[1], Nr)];
    const [G, A] = [inOwn(at[3], Nt), inOwn(at[4], Nt)];
    const omega = splatRe({ memory: CELL, address: at[2].get });
    return [
      multiplier.code({
        m: Nr,
        n: Nr,
        p: Nt,
        A: (i, k) => entry(X, i, k),
        B: loadFrom(H),
        into: (i, j, value) => storeIn(G)(i, j, f64x2.mul(omega, value)),
      }),
      multiplier.code({
        m: Nt,
        n: Nr,
        p: Nt,
        A: (i, k) => entry(H, k, i),
        conjugateA: true,
        B: loadFrom(G),
        from: loadFrom(A),
        upper: true,
        into: (i, j, value) => [storeIn(A)(i, j, value), i === j ? [] : storeIn(A)(j, i, conjugate(value))],
      }),
    ];
  });
}

/** T = what the other O-DUs contribute. Plan: Zremote, T. */
function copySums(Nr: number, Ns: number): FunctionCode {
  return planned(2, 0, ({ at }) => {
    const [from, to] = [inCell(at[0], Ns), inOwn(at[1], Ns)];
    return each(Nr, Ns, (i, j) => storeIn(to)(i, j, loadFrom(from)(i, j)));
  });
}

/** T += H V. Plan: H, V, T; with `keep` also P, which becomes H V. */
function addProducts(Nr: number, Nt: number, Ns: number, { keep }: { keep: boolean }): FunctionCode {
  return planned(keep ? 4 : 3, 0, ({ at, multiplier }) => {
    const [H, V, T] = [inCell(at[0], Nt), inCell(at[1], Ns), inOwn(at[2], Ns)];
    return multiplier.code({
      m: Nr,
      n: Nt,
      p: Ns,
      A: (i, k) => entry(H, i, k),
      B: loadFrom(V),
      into: (i, j, value) => [
        keep ? storeIn(inOwn(at[3], Ns))(i, j, value) : [],
        storeIn(T)(i, j, f64x2.add(loadFrom(T)(i, j), value)),
      ],
    });
  });
}

/** T -= P. Plan: H, V, T, P: that of `keepProducts`. */
function takeOut(Nr: number, Ns: number): FunctionCode {
  return planned(4, 0, ({ at }) => {
    const [T, P] = [inOwn(at[2], Ns), inOwn(at[3], Ns)];
    return each(Nr, Ns, (i, j) => storeIn(T)(i, j, f64x2.sub(loadFrom(T)(i, j), loadFrom(P)(i, j))));
  });
}

/** B_k = omega_k H_k^H Y_k^H, the first term of (30). Plan: H, Y^H, omega, B. */
function ownColumns(Nr: number, Nt: number, Ns: number): FunctionCode {
  return planned(4, 0, ({ at, multiplier }) => {
    const [H, YH, B] = [inCell(at[0], Nt), inOwn(at[1], Ns), inOwn(at[3], Ns)];
    const omega = splatRe({ memory: CELL, address: at[2].get });
    return multiplier.code({
      m: Nt,
      n: Nr,
      p: Ns,
      A: (i, k) => entry(H, k, i),
      conjugateA: true,
      B: (k, j) => f64x2.mul(omega, loadFrom(YH)(k, j)),
      into: storeIn(B),
    });
  });
}

/** B_k -= G_i^H Z_i,k,l, the second term of (30). Plan: G, Z, B. */
function takeColumns(Nr: number, Nt: number, Ns: number): FunctionCode {
  return planned(3, 0, ({ at, multiplier }) => {
    const [G, Z, B] = [inOwn(at[0], Nt), inOwn(at[1], Ns), inOwn(at[2], Ns)];
    return multiplier.code({
      m: Nt,
      n: Nr,
      p: Ns,
      A: (i, k) => entry(G, k, i),
      conjugateA: true,
      B: (k, j) => f64x2.neg(loadFrom(Z)(k, j)),
      from: loadFrom(B),
      into: storeIn(B),
    });
  });
}

/**
 * R_k = D^H B_k. The squares of its rows' real and imaginary parts, which are Phi_l (27), are added to
 * `squares`. Plan: B, R, V. Then: D, squares.
 */
function rotate(Nt: number, Ns: number): FunctionCode {
  return planned(3, 2, ({ at, more, multiplier }) => {
    const [B, R, D] = [inOwn(at[0], Ns), inOwn(at[1], Ns), inOwn(more[0], Nt)];
    const squares = inOwn(more[1], 1);
    return multiplier.code({
      m: Nt,
      n: Nt,
      p: Ns,
      A: (i, k) => entry(D, k, i),
      conjugateA: true,
      B: loadFrom(B),
      into: (i, j, value) => [storeIn(R)(i, j, value), addSquare(squares, i, value)],
    });
  });
}

/**
 * V_k = D diag(factors) R_k; the squares of its real and imaginary parts are added to `power`.
 * Plan: B, R, V. Then: D, factors, power.
 */
function rotateBack(Nt: number, Ns: number): FunctionCode {
  return planned(3, 3, ({ at, more, multiplier }) => {
    const [R, V, D] = [inOwn(at[1], Ns), inCell(at[2], Ns), inOwn(more[0], Nt)];
    const power = inOwn(more[2], 1);
    const factor = (k: number) => splatRe({ memory: OWN, address: more[1].get, offset: 8 * k });
    return multiplier.code({
      m: Nt,
      n: Nt,
      p: Ns,
      A: (i, k) => entry(D, i, k),
      B: (k, j) => f64x2.mul(factor(k), loadFrom(R)(k, j)),
      into: (i, j, value) => [storeIn(V)(i, j, value), addSquare(power, 0, value)],
    });
  });
}

/** Number `i` of `squares` += (re^2, im^2) of a value that may be read twice. */
function addSquare(squares: Matrix, i: Index, value: Code): Code {
  const before = loadFrom(squares)(i, 0);
  return storeIn(squares)(i, 0, f64x2.add(before, f64x2.mul(value, value)));
}

function each(rows: number, columns: number, code: (i: number, j: number) => Code): Code {
  return range(rows).map((i) => range(columns).map((j) => code(i, j)));
}
