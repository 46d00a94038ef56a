import { execFile, execFileSync } from 'node:child_process';
import { promisify } from 'node:util';
import { ChorusError } from './errors.ts';

/** Real-time priorities go from 1 to 99: above every process without one, below what a kernel keeps for itself. */
const PRIORITY = 10;

/** Whether this process may give real-time priorities: a matter of privileges. */
export function isFifoAllowed(): boolean {
  try {
    execFileSync('chrt', ['-f', String(PRIORITY), 'true'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/**
 * Puts all threads of a process under SCHED_FIFO: from then on it waits for no process of the normal policy, as an
 * O-DU on a real-time kernel does.
 *
 * The garbage collector's threads come along: the main thread waits for them.
 *
 * @throws ChorusError CHORUS_SCHEDULING_REFUSED
 */
export async function scheduleFifo(pid: number): Promise<void> {
  try {
    await promisify(execFile)('chrt', ['-a', '-f', '-p', String(PRIORITY), String(pid)]);
  } catch (error) {
    const { code, stderr } = error as NodeJS.ErrnoException & { stderr?: string };
    const reason = code === 'ENOENT' ? 'there is no chrt (util-linux)' : (stderr ?? '').trim();
    throw new ChorusError('CHORUS_SCHEDULING_REFUSED', { reason }, { cause: error });
  }
}
