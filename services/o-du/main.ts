import { runProcess } from '@chorus/platform/process.ts';
import { ODu } from './o-du.ts';

await runProcess(
  {
    name: ({ index }) => `o-du-${index}`,
    describe: 'o-du: one O-DU (--index) with its dApps; E2 node',
  },
  (context) => new ODu(context),
);
