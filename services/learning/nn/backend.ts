import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-wasm';
import { registerGradients } from './gradients.ts';
import { registerSlices } from './slices.ts';

export { tf };

/** `tensorflow` is tfjs-node's native library, `wasm` runs wherever Node does. */
export type BackendName = 'tensorflow' | 'wasm';

/**
 * Starts the fastest TensorFlow.js backend that this machine has: tfjs-node where its native library
 * loads, else wasm.
 *
 * @param wanted takes this one or fails
 * @returns the backend that runs, asked of TensorFlow.js itself
 */
export async function startBackend(wanted?: BackendName): Promise<BackendName> {
  const native = wanted === 'wasm' ? false : await loadNative();
  if (wanted === 'tensorflow' && !native) throw new Error('@tensorflow/tfjs-node does not load here');
  const name: BackendName = native ? 'tensorflow' : 'wasm';
  await tf.setBackend(name);
  await tf.ready();
  registerGradients();
  if (name === 'wasm') registerSlices();
  if (tf.getBackend() !== name) throw new Error(`TensorFlow.js runs on ${tf.getBackend()}, not on ${name}`);
  return name;
}

/** It registers its backend by being imported; an optional dependency, so its absence is no error. */
async function loadNative(): Promise<boolean> {
  const optional = '@tensorflow/tfjs-node';
  try {
    await import(optional);
  } catch {
    return false;
  }
  return tf.findBackendFactory('tensorflow') !== null;
}
