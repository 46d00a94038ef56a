import { range } from '../topology.ts';
import { count, f64x2, FunctionCode, i32, Type } from './assembler.ts';
import { conjugate } from './complex.ts';
import type { Layout } from './sum-of-products.ts';

export interface Copy {
  rows: number;
  columns: number;
  from: Layout;
  to: Layout;
  conjugated?: boolean;
}

/** `kernel(plan, turns)` copies matrices [rows, columns] from one layout into another. A turn of the plan: from, to [bytes]. */
export function copyMatrices(plans: number, { rows, columns, from, to, conjugated }: Copy): FunctionCode {
  const f = new FunctionCode();
  const [plan, turns] = range(2).map(() => f.parameter(Type.i32));
  const [turn, row, source, target] = range(4).map(() => f.local(Type.i32));
  const words = { memory: plans, address: plan.get };
  f.body = count(turn, i32.const(0), turns.get, [
    source.set(i32.load(words)),
    target.set(i32.load({ ...words, offset: 4 })),
    count(row, i32.const(0), i32.const(rows), [
      range(columns).map((j) => {
        const value = f64x2.load({ memory: from.memory, address: source.get, offset: j * from.column });
        const at = { memory: to.memory, address: target.get, offset: j * to.column };
        return f64x2.store(at, conjugated === true ? conjugate(value) : value);
      }),
      source.set(i32.add(source.get, i32.const(from.row))),
      target.set(i32.add(target.get, i32.const(to.row))),
    ]),
    plan.set(i32.add(plan.get, i32.const(8))),
  ]);
  return f;
}
