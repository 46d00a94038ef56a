// What runs trained networks. Training, which needs TensorFlow.js, is imported by its own path.
export * from './model.ts';
export * from './nn/network.ts';
export * from './actor.ts';
export * from './policy/policy.ts';
