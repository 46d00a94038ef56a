/**
 * The cost of one update of the learner, beside the same update in PyTorch where Python has it, and how it grows
 * with the number of users.
 *
 *     node bench/learning.ts [--json FILE] [--quick]
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { alignedTable, number } from '@chorus/cli/summary/table.ts';
import { startBackend } from '@chorus/learning/nn/backend.ts';
import { benchLearning, type LearningRow } from './learning-cases.ts';

const { values } = parseArgs({ options: { json: { type: 'string' }, quick: { type: 'boolean' } } });

const say = (text: string) => process.stdout.write(`${text}\n`);
const backend = await startBackend();
const result = await benchLearning(values.quick === true, (row) => process.stderr.write(`${row}\n`));
say(
  `One update of SAC: TensorFlow.js on ${backend}, ${result.torch ?? 'no PyTorch: no Python here has torch'}`,
);
say(
  'Medians [ms]: on the processor, in brackets on the clock; ratio of our processor time to that of torch, 1 thread',
);
say(
  alignedTable([
    ['', 'K', 'batch', 'parameters', 'ours', 'torch, 1 thread', 'torch, all cores', 'ratio'],
    ...result.rows.map(line),
  ]),
);
if (values.json !== undefined)
  writeFileSync(values.json, `${JSON.stringify({ backend, ...result }, null, 2)}\n`);

function line({ name, K, batch, parameters, ours, torchOne, torchAll, ratio }: LearningRow): string[] {
  const cell = (times: { ms: number; cpuMs: number } | null) =>
    times === null ? '-' : `${number(times.cpuMs)} (${number(times.ms)})`;
  return [
    name,
    String(K),
    String(batch),
    number(parameters),
    cell(ours),
    cell(torchOne),
    cell(torchAll),
    ratio === null ? '-' : ratio.toFixed(2),
  ];
}
