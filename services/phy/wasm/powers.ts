import { range } from '../topology.ts';
import { count, f64, f64x2, FunctionCode, i32, Type } from './assembler.ts';
import { COMPLEX } from './complex.ts';
import { KernelModule, oncePerShape } from './module.ts';

/** Memories: the plan and the powers, and the arrays'. */
const [OWN, ARRAYS] = [0, 1];

/** `powers(plan, turns, out)`. */
export const powersModule = oncePerShape(() => new KernelModule({ powers: powers() }, { memories: 2 }));

/** Sums of squares, added number after number as `powerOf` does. Plan: where an array begins and ends. */
function powers(): FunctionCode {
  const f = new FunctionCode();
  const [plan, turns, out] = range(3).map(() => f.parameter(Type.i32));
  const [turn, at, end] = range(3).map(() => f.local(Type.i32));
  const [z, sum] = [f.local(Type.v128), f.local(Type.f64)];
  const word = (n: number) => i32.load({ memory: OWN, address: plan.get, offset: 4 * n });
  const addSquares = [
    z.set(f64x2.load({ memory: ARRAYS, address: at.get })),
    z.set(f64x2.mul(z.get, z.get)),
    sum.set(f64.add(f64.add(sum.get, f64.lane(z.get, 0)), f64.lane(z.get, 1))),
  ];
  f.body = count(turn, i32.const(0), turns.get, [
    sum.set(f64.const(0)),
    end.set(word(1)),
    count(at, word(0), end.get, addSquares, COMPLEX),
    f64.store({ memory: OWN, address: out.get }, sum.get),
    plan.set(i32.add(plan.get, i32.const(8))),
    out.set(i32.add(out.get, i32.const(8))),
  ]);
  return f;
}
