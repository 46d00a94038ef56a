import { join } from 'node:path';
import { home } from '../testbed/repository.ts';

/** Where an experiment keeps its outcomes and leaves its result. */
export function experimentFolder(name: string): string {
  return join(home(), 'experiments', name);
}
