import type { TestContext as T } from 'node:test';
import { serveHealth } from '@chorus/platform/health.ts';
import type { ProcessOptions } from '@chorus/platform/process.ts';
import { startNatsServer } from '@chorus/platform/testing/nats-server.ts';
import { testContext } from '@chorus/platform/testing/process-context.ts';
import { connect } from '@nats-io/transport-node';
import { Dashboard } from '../dashboard.ts';
import { twoUsers } from './canned.ts';

/** A dashboard on a real nats-server, listening; gone when the test is over. */
export async function startDashboard(t: T, options: Partial<ProcessOptions> = {}) {
  const nats = await startNatsServer();
  const base = testContext('dashboard', twoUsers().scenario, { nats: nats.address, ...options });
  const context = { ...base, health: serveHealth(base.http, base.name) };
  const dashboard = new Dashboard(context);
  await dashboard.prepare();
  const url = await context.http.listen({ host: '127.0.0.1', port: 0 });
  await dashboard.start();
  const publisher = await connect({ servers: nats.address });
  t.after(async () => {
    await publisher.close();
    await dashboard.stop();
    context.http.server.closeAllConnections();
    await context.http.close();
    await nats.stop();
  });
  /** What has been sent is with the dashboard's server on return. */
  const publish = async (...records: { process: string }[]) => {
    for (const record of records) publisher.publish(`kpi.${record.process}`, JSON.stringify(record));
    await publisher.flush();
  };
  const ask = async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) => {
    const type: Record<string, string> = body === undefined ? {} : { 'content-type': 'application/json' };
    const init = {
      method,
      headers: { ...type, ...headers },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    };
    const answer = await fetch(url + path, init);
    const text = await answer.text();
    return { status: answer.status, headers: answer.headers, text, json: () => JSON.parse(text) as unknown };
  };
  return { url, nats: nats.address, context, dashboard, publisher, publish, ask };
}
