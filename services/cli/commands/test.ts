import { spawn } from 'node:child_process';
import type { Command } from 'commander';
import { ChorusError } from '@chorus/platform/errors.ts';
import { findBrowser } from '../testbed/browser.ts';
import { findPython } from '../testbed/python.ts';
import { root } from '../testbed/repository.ts';
import { findServer, thisMachine } from '../testbed/servers.ts';

interface Step {
  readonly name: string;
  readonly args: readonly string[];
}

const tsc = 'node_modules/typescript/bin/tsc';
const checks: readonly Step[] = [
  { name: 'types', args: [tsc, '--noEmit'] },
  { name: 'types of the page', args: [tsc, '--noEmit', '-p', 'services/dashboard/page'] },
  { name: 'lint', args: ['node_modules/eslint/bin/eslint.js', '.'] },
  { name: 'format', args: ['node_modules/prettier/bin/prettier.cjs', '--check', '--log-level', 'warn', '.'] },
];
const everything = ['services/**/*.test.ts', 'test/**/*.test.ts', 'bench/**/*.test.ts'];

/** `chorus test`: types, lint, format, then every test. */
export function register(program: Command): void {
  program
    .command('test')
    .description('run the checks and all tests')
    .argument('[pattern...]', 'test files or patterns, from the repository (all)')
    .option('--fast', 'tests alone, without types, lint and format')
    .option('--json', 'what passed, as JSON on stdout; the tests own output goes to stderr')
    .action(test);
}

async function test(patterns: string[], options: { fast?: boolean; json?: boolean }): Promise<void> {
  findPrograms(patterns);
  const tests = { name: 'tests', args: ['--test', ...(patterns.length > 0 ? patterns : everything)] };
  const steps = [...(options.fast === true ? [] : checks), tests];
  const results: { name: string; exitCode: number; seconds: number }[] = [];
  for (const { name, args } of steps) {
    const began = performance.now();
    const exitCode = await runNode(args, options.json === true);
    results.push({ name, exitCode, seconds: (performance.now() - began) / 1000 });
    if (exitCode !== 0) break;
  }
  const last = results.at(-1) as (typeof results)[number];
  const ok = last.exitCode === 0;
  if (options.json === true) process.stdout.write(`${JSON.stringify({ ok, steps: results })}\n`);
  else if (!ok) process.stderr.write(`chorus: ${last.name} failed\n`);
  process.exitCode = last.exitCode;
}

/** Before the tests, which run at the same time: apt-get runs once. */
function findPrograms(patterns: readonly string[]): void {
  const machine = thisMachine((text) => process.stderr.write(`${text}\n`));
  const wanted = (what: string) =>
    patterns.length === 0 || patterns.some((pattern) => pattern.includes(what));
  findServer('redis-server', machine);
  findServer('nats-server', machine);
  if (wanted('dashboard')) findBrowser(machine);
  if (wanted('python') || wanted('numpy')) findPython(machine);
}

function runNode(args: readonly string[], quiet: boolean): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const child = spawn(process.execPath, args, { cwd: root, stdio: ['inherit', quiet ? 2 : 1, 2] });
  child.once('error', (cause) => {
    reject(new ChorusError('CHORUS_USAGE', { reason: `${args[0]}: ${cause.message}` }, { cause }));
  });
  child.once('exit', (code) => resolve(code ?? 1));
  return promise;
}
