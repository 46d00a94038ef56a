import { f32x4, f64x2, FunctionCode, i32, repeat, Type, v128, when } from './assembler.ts';
import { KernelModule, oncePerShape } from './module.ts';

/** Memories: where a payload was copied, and the arrays'. */
const [PAYLOAD, ARRAYS] = [0, 1];

/** `finite(from, end)` of float32 in the payload, 1 if all are; `widen(from, end, to)` into float64 of the arrays. */
export const widenModule = oncePerShape(
  () => new KernelModule({ finite: finite(), widen: widen() }, { memories: 2 }),
);

/** Four at a time: x - x is zero, but NaN for what is not finite. `end` is rounded up to whole registers. */
function finite(): FunctionCode {
  const f = new FunctionCode();
  const [at, end] = [f.parameter(Type.i32), f.parameter(Type.i32)];
  const [x, sum] = [f.local(Type.v128), f.local(Type.v128)];
  const from = { memory: PAYLOAD, address: at.get };
  f.body = [
    when(
      i32.lt(at.get, end.get),
      repeat(
        [
          x.set(f64x2.load(from)),
          sum.set(f32x4.add(sum.get, f32x4.sub(x.get, x.get))),
          at.set(i32.add(at.get, i32.const(16))),
        ],
        i32.lt(at.get, end.get),
      ),
    ),
    // Sums of the four lanes are zero, as bits, where every number was finite.
    v128.isZero(sum.get),
  ];
  f.result = Type.i32;
  return f;
}

function widen(): FunctionCode {
  const f = new FunctionCode();
  const [at, end, to] = Array.from({ length: 3 }, () => f.parameter(Type.i32));
  f.body = when(
    i32.lt(at.get, end.get),
    repeat(
      [
        f64x2.store(
          { memory: ARRAYS, address: to.get },
          f64x2.loadNarrow({ memory: PAYLOAD, address: at.get }),
        ),
        at.set(i32.add(at.get, i32.const(8))),
        to.set(i32.add(to.get, i32.const(16))),
      ],
      i32.lt(at.get, end.get),
    ),
  );
  return f;
}
