export { ticks } from './axis.ts';
