import { runProcess } from '@chorus/platform/process.ts';
import { Dashboard } from './dashboard.ts';

await runProcess(
  {
    name: () => 'dashboard',
    describe: 'The dashboard: what a testbed does as a web page, and over REST (/api/openapi.json).',
  },
  (context) => new Dashboard(context),
);
