import { assemble, f64x2, FunctionCode, i32, Type, type Code, type Local } from '../wasm/assembler.ts';

/** A function of numbers; one without a result gives undefined. */
export type Assembled = (...numbers: number[]) => number;

/** The function whose body `write` gives, on `memories`. */
export function assembled(
  result: Type | null,
  write: (f: FunctionCode) => Code,
  memories: readonly WebAssembly.Memory[] = [],
): Assembled {
  const f = new FunctionCode();
  f.result = result;
  f.body = write(f);
  const module = assemble({ f }, { memories: memories.length });
  const instance = new WebAssembly.Instance(module, {
    import: {},
    memory: Object.fromEntries(memories.entries()),
  });
  return instance.exports['f'];
}

/** The function that takes as many registers as `write`, as pairs of halves, and gives the one that `write` makes of them. */
export function onRegisters(
  write: (...registers: Local[]) => Code,
): (...pairs: (readonly [low: number, high: number])[]) => number[] {
  const memory = new WebAssembly.Memory({ initial: 1 });
  const taken = write.length;
  const place = (n: number) => ({ memory: 0, address: i32.const(16 * n) });
  const run = assembled(
    null,
    (f) => {
      const registers = Array.from({ length: taken }, () => f.local(Type.v128));
      const loads = registers.map((register, n) => register.set(f64x2.load(place(n))));
      return [loads, f64x2.store(place(taken), write(...registers))];
    },
    [memory],
  );
  return (...pairs) => {
    const values = new Float64Array(memory.buffer, 0, 2 * taken + 2);
    values.set(pairs.flat());
    run();
    return [...values.subarray(2 * taken)];
  };
}
