export * from './topology.ts';
export * from './odu-cell.ts';
export * from './random.ts';
