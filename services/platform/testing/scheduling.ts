import { readdirSync, readFileSync } from 'node:fs';

const SCHED_FIFO = 1;

/** Of each thread of a process, whether it is under SCHED_FIFO (proc(5): the fields of stat after the name). */
export function fifoThreads(pid: number): boolean[] {
  const folder = `/proc/${pid}/task`;
  return readdirSync(folder).map((thread) => {
    const stat = readFileSync(`${folder}/${thread}/stat`, 'utf8');
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[38]) === SCHED_FIFO;
  });
}
