import { ChorusError } from './errors.ts';

/**
 * Tensors on a wire: little-endian float32, complex numbers interleaved, rows first. Float32Array is
 * little-endian on every platform that Node 22 is built for but s390x, which is not supported.
 */
export const BYTES_PER_REAL = 4;

// Decoded protobuf bytes lie at odd offsets, where no Float32Array can be laid over them: they are
// copied here first. It grows to the largest message and stays.
let scratch = new ArrayBuffer(1 << 16);

/**
 * Writes `values` as float32.
 *
 * @param out where to write; a buffer of the right size is made if it is absent
 * @param offset first byte in `out`
 * @returns `out`
 */
export function encodeTensor(values: Float64Array, out?: Buffer, offset = 0): Buffer {
  const bytes = values.length * BYTES_PER_REAL;
  const target = out ?? Buffer.allocUnsafe(bytes);
  if (target.length < offset + bytes)
    throw new RangeError(`encodeTensor: ${bytes} bytes at ${offset} do not fit into ${target.length}`);
  const at = target.byteOffset + offset;
  if (at % BYTES_PER_REAL === 0) {
    round(values, new Float32Array(target.buffer, at, values.length));
  } else {
    round(values, new Float32Array(room(bytes), 0, values.length));
    target.set(new Uint8Array(scratch, 0, bytes), offset);
  }
  return target;
}

/**
 * Reads float32 numbers into `out`, which fixes how many there must be. On an error `out` keeps what
 * it held.
 *
 * @param what names the tensor in errors
 * @throws ChorusError CHORUS_PAYLOAD_LENGTH, CHORUS_PAYLOAD_NOT_FINITE
 */
export function decodeTensor(bytes: Uint8Array, out: Float64Array, what: string): void {
  const expected = out.length * BYTES_PER_REAL;
  if (bytes.length !== expected)
    throw new ChorusError('CHORUS_PAYLOAD_LENGTH', { what, bytes: bytes.length, expected });
  const values = asFloat32(bytes);
  checkFinite(values, what);
  for (let i = 0; i < values.length; i++) out[i] = values[i];
}

/** @throws ChorusError CHORUS_PAYLOAD_NOT_FINITE */
export function checkFinite(values: Float32Array | Float64Array, what: string): void {
  // 0 x is 0 for a finite x and NaN otherwise: one test at the end instead of one per number.
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += 0 * values[i];
  if (sum === 0) return;
  const index = values.findIndex((value) => !Number.isFinite(value));
  throw new ChorusError('CHORUS_PAYLOAD_NOT_FINITE', { what, index });
}

/** The bytes as float32, in place where their offset allows it, else copied (valid until the next call). */
function asFloat32(bytes: Uint8Array): Float32Array {
  const count = bytes.length / BYTES_PER_REAL;
  if (bytes.byteOffset % BYTES_PER_REAL === 0)
    return new Float32Array(bytes.buffer as ArrayBuffer, bytes.byteOffset, count);
  const copy = new Uint8Array(room(bytes.length), 0, bytes.length);
  copy.set(bytes);
  return new Float32Array(scratch, 0, count);
}

function room(bytes: number): ArrayBuffer {
  if (scratch.byteLength < bytes) scratch = new ArrayBuffer(2 * bytes);
  return scratch;
}

function round(values: Float64Array, out: Float32Array): void {
  for (let i = 0; i < values.length; i++) out[i] = values[i];
}

export { packHermitian, unpackHermitian } from './hermitian.ts';
