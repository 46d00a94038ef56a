export type * from './dapp.ts';
export type * from './xapp.ts';
