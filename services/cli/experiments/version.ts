import { spawnSync } from 'node:child_process';
import { root, version } from '../testbed/repository.ts';

/** `git describe` of the code; the package's version where there is no repository. */
export function codeVersion(): string {
  const { status, stdout } = spawnSync('git', ['describe', '--always', '--dirty'], {
    cwd: root,
    encoding: 'utf8',
  });
  return status === 0 && stdout.trim() !== '' ? stdout.trim() : version();
}
