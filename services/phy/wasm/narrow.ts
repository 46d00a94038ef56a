import { range } from '../topology.ts';
import { count, f64x2, FunctionCode, i32, Type } from './assembler.ts';
import { KernelModule, oncePerShape } from './module.ts';

/** Memories: the plan and what is written, and what is read. */
const [OWN, SOURCE] = [0, 1];

/** For matrices of `size` float64, an even number: `narrow(plan, turns, from, to, factor)`. */
export const narrowModule = oncePerShape(
  (size) => new KernelModule({ narrow: narrow(size) }, { memories: 2 }),
);

/** Matrices of the source times `factor`, rounded to float32, one after the other. Plan: a matrix's place after `from`. */
function narrow(size: number): FunctionCode {
  const f = new FunctionCode();
  const [plan, turns, from, to] = range(4).map(() => f.parameter(Type.i32));
  const factor = f.parameter(Type.f64);
  const [turn, source] = range(2).map(() => f.local(Type.i32));
  const factors = f.local(Type.v128);
  f.body = [
    factors.set(f64x2.splat(factor.get)),
    count(turn, i32.const(0), turns.get, [
      source.set(i32.add(from.get, i32.load({ memory: OWN, address: plan.get }))),
      range(size / 2).map((n) => {
        const value = f64x2.load({ memory: SOURCE, address: source.get, offset: 16 * n });
        const at = { memory: OWN, address: to.get, offset: 8 * n };
        return f64x2.storeNarrow(at, f64x2.mul(value, factors.get));
      }),
      plan.set(i32.add(plan.get, i32.const(4))),
      to.set(i32.add(to.get, i32.const(4 * size))),
    ]),
  ];
  return f;
}
