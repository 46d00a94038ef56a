/** `npm run bench`: speeds at the paper's scale, beside the last recorded result. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { exitCodeOf, failureLine } from '@chorus/platform/failure.ts';
import { parseOptions, USAGE, type Options } from './options.ts';
import { calibrate } from './record/calibration.ts';
import { compare } from './record/compare.ts';
import { factsOfThisRun } from './record/facts.ts';
import { readRecorded, withTables, writeRecorded } from './record/recorded.ts';
import { render } from './record/render.ts';
import { SECTIONS } from './sections/index.ts';

const PICTURES = join(import.meta.dirname, '../docs/bench');

try {
  const options = parseOptions(process.argv.slice(2));
  if (options === null) process.stdout.write(USAGE);
  else await bench(options);
} catch (error) {
  process.stderr.write(`${failureLine(error)}\n`);
  process.exitCode = exitCodeOf(error);
}

async function bench({ sections, quick, record, last, json }: Options): Promise<void> {
  const facts = factsOfThisRun();
  const recorded = readRecorded(last);
  let kept = recorded;
  const results: Record<string, unknown> = {};
  for (const { name, run } of SECTIONS.filter((section) => sections.includes(section.name))) {
    // Before and after, so that a minute in which the machine is slow shows in both.
    const before = calibrate();
    const tables = await run({
      share: quick ? 0.2 : 1,
      pictures: record ? PICTURES : null,
      progress: (text) => process.stderr.write(`${name}: ${text}\n`),
    });
    const calibrationMs = (before + calibrate()) / 2;
    for (const table of tables)
      process.stdout.write(`${render(table, { facts, calibrationMs }, recorded[table.id] ?? null)}\n\n`);
    kept = withTables(kept, tables, facts, calibrationMs);
    results[name] = {
      calibrationMs,
      tables: tables.map((table) => {
        const { id, title, compared, better, data } = table;
        return {
          id,
          title,
          compared,
          better,
          rows: compare(table, calibrationMs, recorded[id] ?? null),
          data,
        };
      }),
    };
  }
  if (json !== null) writeFileSync(json, `${JSON.stringify({ facts, sections: results }, null, 2)}\n`);
  if (record) writeRecorded(last, kept);
}
