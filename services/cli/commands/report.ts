import { join, resolve } from 'node:path';
import type { Command } from 'commander';
import { collect, writeReport } from '@chorus/experiments/report/report.ts';
import { home, root } from '../testbed/repository.ts';

interface ReportOptions {
  out: string;
  from: string;
  json?: boolean;
}

/** `chorus report`: all that has been run, on one page. */
export function register(program: Command): void {
  program
    .command('report')
    .description('one page of Markdown with every claim of the paper, what came out and the figures')
    .option('--out <dir>', 'where the page and its figures go', join(root, 'docs/results'))
    .option('--from <dir>', 'where the results lie', join(home(), 'experiments'))
    .option('--json', 'what is in it, as JSON')
    .action(report);
}

function report({ out, from, json }: ReportOptions): void {
  const entries = collect(resolve(from));
  const page = writeReport(resolve(out), entries);
  const claims = entries.flatMap(({ name, result }) =>
    (result?.claims ?? []).map((claim) => ({ experiment: name, ...claim })),
  );
  const notRun = entries.filter(({ result }) => result === null).map(({ name }) => name);
  if (json === true) {
    process.stdout.write(`${JSON.stringify({ page, claims, notRun }, null, 2)}\n`);
    return;
  }
  const held = claims.filter(({ holds }) => holds).length;
  const missing = notRun.length === 0 ? '' : `; not run: ${notRun.join(', ')}`;
  process.stdout.write(`${page}\n${held} of ${claims.length} claims hold${missing}\n`);
}
