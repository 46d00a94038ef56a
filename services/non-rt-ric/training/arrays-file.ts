import { closeSync, openSync, readSync, renameSync, writeSync } from 'node:fs';

export type Arrays = Readonly<Record<string, Float32Array | Uint16Array>>;

const FORMAT = 'chorus-arrays-1';

interface Header {
  format: typeof FORMAT;
  meta: unknown;
  arrays: { name: string; type: 'f32' | 'u16'; length: number }[];
}

/**
 * Writes plain data and named arrays into one file: a line of JSON that says what follows, then the
 * arrays' bytes, little-endian, one after the other. A reader never sees half of it.
 */
export function writeArrays(path: string, meta: unknown, arrays: Arrays): void {
  const header: Header = {
    format: FORMAT,
    meta,
    arrays: Object.entries(arrays).map(([name, { length, BYTES_PER_ELEMENT }]) => {
      return { name, type: BYTES_PER_ELEMENT === 4 ? 'f32' : 'u16', length };
    }),
  };
  const file = openSync(`${path}.new`, 'w');
  try {
    writeAll(file, Buffer.from(`${JSON.stringify(header)}\n`));
    for (const { buffer, byteOffset, byteLength } of Object.values(arrays))
      writeAll(file, new Uint8Array(buffer, byteOffset, byteLength));
  } finally {
    closeSync(file);
  }
  renameSync(`${path}.new`, path);
}

/** Reads what {@link writeArrays} wrote. @throws Error with what is wrong with the file */
export function readArrays(path: string): {
  meta: unknown;
  arrays: Record<string, Float32Array | Uint16Array>;
} {
  const file = openSync(path, 'r');
  try {
    const line = readLine(file);
    const header = JSON.parse(line) as Header;
    if ((header.format as string) !== FORMAT) throw new Error(`its format is not ${FORMAT}`);
    let at = Buffer.byteLength(line) + 1;
    const arrays: Record<string, Float32Array | Uint16Array> = {};
    for (const { name, type, length } of header.arrays) {
      const array = type === 'f32' ? new Float32Array(length) : new Uint16Array(length);
      const bytes = new Uint8Array(array.buffer);
      if (readAt(file, bytes, at) < bytes.length) throw new Error(`it ends within ${name}`);
      at += bytes.length;
      arrays[name] = array;
    }
    return { meta: header.meta, arrays };
  } finally {
    closeSync(file);
  }
}

function readLine(file: number): string {
  const chunk = Buffer.alloc(65536);
  let line = Buffer.alloc(0);
  for (;;) {
    const read = readSync(file, chunk, 0, chunk.length, line.length);
    if (read === 0) throw new Error('it has no header');
    const end = chunk.subarray(0, read).indexOf(10);
    line = Buffer.concat([line, chunk.subarray(0, end < 0 ? read : end)]);
    if (end >= 0) return line.toString('utf8');
  }
}

/** A call moves 2 GiB at most. */
function writeAll(file: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length;) at += writeSync(file, bytes, at, Math.min(2 ** 30, bytes.length - at));
}

function readAt(file: number, bytes: Uint8Array, position: number): number {
  let at = 0;
  while (at < bytes.length) {
    const read = readSync(file, bytes, at, Math.min(2 ** 30, bytes.length - at), position + at);
    if (read === 0) break;
    at += read;
  }
  return at;
}
