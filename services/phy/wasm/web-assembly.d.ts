/** The part of WebAssembly's JavaScript interface that is used here: TypeScript ships it for browsers only. */
declare namespace WebAssembly {
  class Memory {
    constructor(init: { initial: number });
    readonly buffer: ArrayBuffer;
  }
  class Module {
    constructor(bytes: Uint8Array);
  }
  class Instance {
    constructor(module: Module, imports: Record<string, Record<string, unknown>>);
    readonly exports: Record<string, (...numbers: number[]) => number>;
  }
}
