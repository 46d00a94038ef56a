import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { ChorusError } from '@chorus/platform/errors.ts';

const cli = resolve(import.meta.dirname, '../cli/main.ts');

/**
 * Runs a command of `chorus` in a process of its own.
 *
 * @param signal asks it to stop, and is waited for until it has
 * @returns what it wrote to stdout
 * @throws ChorusError CHORUS_INTERRUPTED after the signal; CHORUS_APP_FAILED with its last line where it failed
 */
export async function chorus(
  args: readonly string[],
  signal: AbortSignal,
  environment: Readonly<Record<string, string>> = {},
): Promise<string> {
  const interrupted = () => new ChorusError('CHORUS_INTERRUPTED', { signal: String(signal.reason) });
  if (signal.aborted) throw interrupted();
  const env = { ...process.env, ...environment };
  // In a session of its own: Ctrl-C reaches it through the signal alone.
  const child = spawn(process.execPath, [cli, ...args], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  const [said, complained] = [child.stdout, child.stderr].map(gather);
  const stop = () => void child.kill('SIGTERM');
  const killed = () => void child.kill('SIGKILL');
  signal.addEventListener('abort', stop, { once: true });
  // Who ends without a word takes it along.
  process.once('exit', killed);
  try {
    const status = await new Promise<number | null>((done, fail) => {
      child.once('error', fail);
      child.once('close', done);
    });
    if (signal.aborted) throw interrupted();
    if (status !== 0) {
      const reason = complained().trimEnd().split('\n').at(-1) || `exit code ${status}`;
      throw new ChorusError('CHORUS_APP_FAILED', {
        name: 'chorus',
        what: args.slice(0, 3).join(' '),
        reason,
      });
    }
    return said();
  } finally {
    signal.removeEventListener('abort', stop);
    process.off('exit', killed);
  }
}

function gather(stream: NodeJS.ReadableStream): () => string {
  const chunks: Buffer[] = [];
  stream.on('data', (chunk: Buffer) => chunks.push(chunk));
  return () => Buffer.concat(chunks).toString('utf8');
}
