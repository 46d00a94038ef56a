import { assemble, type FunctionCode } from './assembler.ts';

export type Kernels = WebAssembly.Instance['exports'];

/** Kernels compiled for one shape of matrices. */
export class KernelModule {
  private readonly module: WebAssembly.Module;
  private readonly imports: Record<string, (x: number) => number>;

  constructor(
    functions: Record<string, FunctionCode>,
    init: { memories: number; imports?: Record<string, (x: number) => number> },
  ) {
    this.imports = init.imports ?? {};
    this.module = assemble(functions, { memories: init.memories, imports: Object.keys(this.imports) });
  }

  /** The kernels on these memories. */
  over(memories: readonly WebAssembly.Memory[]): Kernels {
    const instance = new WebAssembly.Instance(this.module, {
      import: this.imports,
      memory: Object.fromEntries(memories.entries()),
    });
    return instance.exports;
  }
}

/** `make` with its results kept by its numbers: a shape is compiled once. */
export function oncePerShape(
  make: (...shape: number[]) => KernelModule,
): (...shape: number[]) => KernelModule {
  const made = new Map<string, KernelModule>();
  return (...shape) => {
    const key = shape.join(' ');
    let module = made.get(key);
    if (module === undefined) made.set(key, (module = make(...shape)));
    return module;
  };
}
