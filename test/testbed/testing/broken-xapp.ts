import type { FilterXApp } from '@chorus/contracts';

/** An xApp that never gives anything. */
export function createXApp(): FilterXApp {
  return {
    name: 'broken',
    gives: 'filters',
    filter() {
      throw new Error('this xApp is broken');
    },
  };
}
