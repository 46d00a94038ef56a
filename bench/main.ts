import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { alignedTable, number } from '@chorus/cli/summary/table.ts';
import { loadScenario } from '@chorus/platform/scenario.ts';
import { topologyOf } from '@chorus/platform/scenario-twin.ts';
import { benchD2, benchE2, benchFronthaul } from './interfaces.ts';
import { benchMultipliers } from './multipliers.ts';
import { benchPrecoding } from './precoding.ts';
import { benchTestbed } from './testbed.ts';

const usage = `npm run bench -- [--quick] [--json FILE]

Speeds at the paper's scale. Compare ratios inside one run: machines differ, and so do their busy hours.
  --quick      a fifth of the samples
  --json FILE  write all figures as JSON
`;

const { values } = parseArgs({
  options: { quick: { type: 'boolean' }, json: { type: 'string' }, help: { type: 'boolean' } },
});
if (values.help === true) process.stdout.write(usage);
else await bench(values.quick === true ? 0.2 : 1, values.json);

async function bench(share: number, json: string | undefined): Promise<void> {
  const say = (text: string) => process.stdout.write(`${text}\n`);
  const topology = topologyOf(loadScenario('paper'));

  say('One RT loop on one core, all O-DUs [ms], and its ratio to D-RZF');
  const precoding = await benchPrecoding(Math.ceil(200 * share));
  say(
    alignedTable([
      ['', 'ms', 'ratio'],
      ...precoding.map((r) => [r.name, r.ms.toFixed(3), r.ratio.toFixed(2)]),
    ]),
  );

  say('\nThe multiplier xi (28), a thousand O-RUs [ms], and its ratio to Newton');
  const multipliers = benchMultipliers(Math.ceil(100 * share));
  say(
    alignedTable([
      ['', 'ms', 'ratio'],
      ...multipliers.map((r) => [r.name, r.us.toFixed(3), r.ratio.toFixed(2)]),
    ]),
  );

  say("\nRound trips with messages of the paper's sizes, one in flight [us]");
  const calls = Math.ceil(4000 * share);
  const interfaces = [
    ...(await benchFronthaul(topology, calls)),
    await benchE2(topology, calls),
    await benchD2(topology, calls),
  ];
  say(
    alignedTable([
      ['', 'bytes down', 'bytes up', 'p50', 'p99'],
      ...interfaces.map((r) => [
        r.name,
        number(r.bytesDown),
        number(r.bytesUp),
        number(r.p50Us),
        number(r.p99Us),
      ]),
    ]),
  );

  const testbed = benchTestbed(Math.ceil(100 * share));
  say(`\nThe whole testbed in lockstep, all processes on, ${testbed.cores} cores`);
  say(
    alignedTable([
      ['', 'slots/s', 'ratio', 'near-RT loop p50 [ms]', 'p99', 'dApp p50 [ms]', 'p99'],
      ...testbed.rows.map((r) => [
        r.name,
        number(r.slotsPerSecond),
        r.ratio.toFixed(2),
        number(r.nearRtLoopMs.p50, 1),
        number(r.nearRtLoopMs.p99, 1),
        number(r.dAppMs.p50, 2),
        number(r.dAppMs.p99, 2),
      ]),
    ]),
  );
  if (json !== undefined) {
    writeFileSync(json, `${JSON.stringify({ precoding, multipliers, interfaces, testbed }, null, 2)}\n`);
  }
}
