import { runProcess } from '@chorus/platform/process.ts';
import { NearRtRic } from './near-rt-ric.ts';

await runProcess(
  {
    name: () => 'near-rt-ric',
    describe:
      'The near-RT RIC: E2 termination, subscriptions, SDL, xApp API, A1 (/A1-P/v2) and E2 accounting (/e2).',
  },
  (context) => new NearRtRic(context),
);
