import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
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

interface Result {
  readonly name: string;
  readonly exitCode: number;
  readonly seconds: number;
}

const tsc = 'node_modules/typescript/bin/tsc';
const checks: readonly Step[] = [
  { name: 'types', args: [tsc, '--noEmit'] },
  { name: 'types of the page', args: [tsc, '--noEmit', '-p', 'services/dashboard/page'] },
  { name: 'lint', args: ['node_modules/eslint/bin/eslint.js', '.'] },
  { name: 'format', args: ['node_modules/prettier/bin/prettier.cjs', '--check', '--log-level', 'warn', '.'] },
];
// A file that hangs is ended, and named; the longest takes a tenth of this.
const MINUTES = 15;
const runner = ['--test', `--test-timeout=${MINUTES * 60_000}`];
// Those of the services wait more than they compute.
const inServices = [...runner, `--test-concurrency=${Math.max(2, availableParallelism() - 1)}`];
const everything: readonly Step[] = [
  { name: 'tests', args: [...inServices, 'services/**/*.test.ts', 'bench/**/*.test.ts'] },
  { name: 'tests of whole testbeds', args: [...runner, 'test/**/*.test.ts'] },
];

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
  const tests = patterns.length > 0 ? [{ name: 'tests', args: [...runner, ...patterns] }] : everything;
  const results = options.fast === true ? [] : await Promise.all(checks.map(check));
  if (results.every(({ exitCode }) => exitCode === 0))
    for (const step of tests) {
      results.push(await timed(step, (args) => runNode(args, options.json === true)));
      if (results.at(-1)?.exitCode !== 0) break;
    }
  const failed = results.filter(({ exitCode }) => exitCode !== 0);
  const ok = failed.length === 0;
  if (options.json === true) process.stdout.write(`${JSON.stringify({ ok, steps: results })}\n`);
  else if (!ok) process.stderr.write(`chorus: ${failed.map(({ name }) => name).join(', ')} failed\n`);
  process.exitCode = failed.at(0)?.exitCode ?? 0;
}

/** Runs one of several checks at once: what it says is shown in one piece, when it has ended. */
async function check(step: Step): Promise<Result> {
  let said = '';
  const result = await timed(step, (args) => runNode(args, (text) => (said += text)));
  const { name, exitCode, seconds } = result;
  process.stderr.write(
    `${said}chorus: ${name} ${exitCode === 0 ? 'ok' : 'failed'}, ${seconds.toFixed(0)} s\n`,
  );
  return result;
}

async function timed(
  { name, args }: Step,
  run: (args: readonly string[]) => Promise<number>,
): Promise<Result> {
  const began = performance.now();
  const exitCode = await run(args);
  return { name, exitCode, seconds: (performance.now() - began) / 1000 };
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

/** @param output where what it says goes: as it comes (true: to stderr alone), or to a function */
function runNode(args: readonly string[], output: boolean | ((text: string) => void)): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const isShown = typeof output === 'boolean';
  const child = spawn(process.execPath, args, {
    cwd: root,
    stdio: isShown ? ['inherit', output ? 2 : 1, 2] : ['ignore', 'pipe', 'pipe'],
  });
  if (!isShown)
    for (const stream of [child.stdout, child.stderr]) stream?.setEncoding('utf8').on('data', output);
  child.once('error', (cause) => {
    reject(new ChorusError('CHORUS_USAGE', { reason: `${args[0]}: ${cause.message}` }, { cause }));
  });
  child.once('close', (code) => resolve(code ?? 1));
  return promise;
}
