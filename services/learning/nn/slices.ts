import * as tf from '@tensorflow/tfjs-core';

/** What the wasm backend offers its kernels. */
interface Heap {
  makeOutput(shape: number[], dtype: tf.DataType): tf.TensorInfo;
  typedArrayFromHeap(tensor: tf.TensorInfo): Float32Array | Int32Array | Uint8Array;
}

/**
 * Slices and splits for the wasm backend that read the heap where it is.
 *
 * The stock kernels copy the whole input out of the heap for every slice, so that taking a stack of G matrices
 * apart costs G^2 copies.
 */
export function registerSlices(): void {
  replace('Slice', ({ inputs, attrs, backend }) => {
    const { x } = inputs as { x: tf.TensorInfo };
    const { begin, size } = attrs as unknown as { begin: number | number[]; size: number | number[] };
    const [from, shape] = tf.slice_util.parseSliceParams(x, begin, size);
    return slice(backend as Heap, x, from, shape);
  });
  replace('SplitV', ({ inputs, attrs, backend }) => {
    const { x } = inputs as { x: tf.TensorInfo };
    const { numOrSizeSplits, axis } = attrs as unknown as { numOrSizeSplits: number[]; axis: number };
    const [along] = tf.util.parseAxisParam(axis, x.shape);
    const sizes = tf.backend_util.prepareSplitSize(x, numOrSizeSplits, along);
    let at = 0;
    return sizes.map((size) => {
      const from = x.shape.map((_, i) => (i === along ? at : 0));
      at += size;
      return slice(backend as Heap, x, from, x.shape.with(along, size));
    });
  });
}

function replace(kernelName: string, kernelFunc: tf.KernelFunc): void {
  tf.unregisterKernel(kernelName, 'wasm');
  tf.registerKernel({ kernelName, backendName: 'wasm', kernelFunc });
}

function slice(heap: Heap, x: tf.TensorInfo, from: number[], shape: number[]): tf.TensorInfo {
  const out = heap.makeOutput(shape, x.dtype);
  // Only now: making the output may have moved the heap.
  const source = heap.typedArrayFromHeap(x);
  const target = heap.typedArrayFromHeap(out);
  const strides = [...tf.util.computeStrides(x.shape), 1];
  // Axes that are taken whole, from the last one on, are one run of numbers.
  let axis = shape.length - 1;
  while (axis > 0 && shape[axis] === x.shape[axis]) axis--;
  const run = axis < 0 ? 1 : shape[axis] * strides[axis];
  let at = 0;
  const copy = (level: number, offset: number): void => {
    if (level < axis) {
      for (let i = 0; i < shape[level]; i++) copy(level + 1, offset + (from[level] + i) * strides[level]);
      return;
    }
    const start = axis < 0 ? 0 : offset + from[axis] * strides[axis];
    if (run > 32) target.set(source.subarray(start, start + run), at);
    else for (let i = 0; i < run; i++) target[at + i] = source[start + i];
    at += run;
  };
  copy(0, 0);
  return out;
}
