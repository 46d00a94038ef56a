import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { checkVectors, type VectorFile, type VectorResult } from '@chorus/phy';
import { ChorusError } from '@chorus/platform/errors.ts';

/** Largest relative error that counts as agreement. */
const TOLERANCE = 1e-9;

/** `chorus vectors`: the equations against test vectors that another implementation computed. */
export function register(program: Command): void {
  program
    .command('vectors')
    .description(`check the equations against test vectors; fails above a relative error of ${TOLERANCE}`)
    .argument('<files...>', 'JSON files; test/vectors/README.md describes the format')
    .option('--json', 'as JSON')
    .action(vectors);
}

function vectors(files: string[], options: { json?: boolean }): void {
  const results = files.map((file) => ({ file, quantities: check(file) }));
  const failed = results.flatMap(({ file, quantities }) =>
    quantities.filter((result) => !agrees(result)).map(({ quantity }) => `${file}: ${quantity}`),
  );
  if (options.json === true) {
    process.stdout.write(
      `${JSON.stringify({ tolerance: TOLERANCE, ok: failed.length === 0, files: results }, null, 2)}\n`,
    );
  } else {
    for (const { file, quantities } of results) {
      process.stdout.write(`${file}\n${quantities.map(line).join('\n')}\n`);
    }
  }
  if (failed.length > 0) {
    process.stderr.write(`above ${TOLERANCE}: ${failed.join(', ')}\n`);
    process.exitCode = 1;
  }
}

function check(path: string): VectorResult[] {
  try {
    return checkVectors(JSON.parse(readFileSync(path, 'utf8')) as VectorFile);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ChorusError('CHORUS_VECTOR_INVALID', { path, reason }, { cause: error });
  }
}

/** NaN, of a quantity with a wrong length or unknown here, does not agree. */
function agrees({ relativeError }: VectorResult): boolean {
  return relativeError <= TOLERANCE;
}

function line(result: VectorResult): string {
  const error = Number.isNaN(result.relativeError) ? 'not comparable' : result.relativeError.toExponential(2);
  return `  ${agrees(result) ? 'ok  ' : 'FAIL'}  ${result.quantity.padEnd(20)} ${error}`;
}
