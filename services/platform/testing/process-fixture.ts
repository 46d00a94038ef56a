// A process for process.test.ts; TEST_FAILS says where it fails: create, start, later, stop.
import { runProcess } from '../process.ts';

const fails = process.env['TEST_FAILS'] ?? '';
const failIf = (where: string) => {
  if (fails === where) throw new Error(`boom in ${where}`);
};

await runProcess(
  { name: ({ index }) => `fixture-${index}`, describe: 'A fixture.', isInRtLoop: true },
  (context) => {
    failIf('create');
    return {
      prepare() {
        context.http.get('/own', async () => ({ users: context.topology.K, digest: context.digest }));
        context.http.get('/ready', async () => {
          context.health.ok(() => ({ slot: 7 }));
          return {};
        });
        context.http.get('/later', async () => {
          setImmediate(() => failIf('later'));
          return {};
        });
      },
      async start() {
        context.health.waitFor('ru-sim');
        failIf('start');
        if (fails === 'hang') await new Promise(() => undefined);
      },
      async stop() {
        failIf('stop');
      },
    };
  },
);
