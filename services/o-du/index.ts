export { ODu } from './o-du.ts';
