import { runProcess } from '@chorus/platform/process.ts';
import { NonRtRic } from './non-rt-ric.ts';

await runProcess(
  {
    name: () => 'non-rt-ric',
    describe: 'The non-RT RIC: rApps (/rapps) and the model registry (/models) over REST, policies over A1.',
  },
  (context) => new NonRtRic(context),
);
