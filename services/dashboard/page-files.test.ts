import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext as T } from 'node:test';
import Fastify from 'fastify';
import { servePage } from './page-files.ts';

/** A page of a few files, beside which lies one that is nobody's business. */
async function page(t: T) {
  const outside = mkdtempSync(join(tmpdir(), 'chorus-page-'));
  const folder = mkdtempSync(join(outside, 'page-'));
  const write = (name: string, text: string) => writeFileSync(join(folder, name), text);
  writeFileSync(join(outside, 'secret.ts'), 'const secret: number = 1;');
  writeFileSync(join(outside, 'secret.css'), 'secret');
  write('index.html', '<title>page</title>');
  write('style.css', 'body {}');
  write('.hidden.css', 'secret');
  write(
    'main.ts',
    "import type { Tick } from '../api.ts';\nimport { a } from './a.ts';\nexport const b: Tick | number = a;\n",
  );
  const http = Fastify();
  servePage(http, folder);
  const url = await http.listen({ host: '127.0.0.1', port: 0 });
  t.after(async () => {
    await http.close();
    rmSync(outside, { recursive: true });
  });
  return { url, folder, write, get: (path: string) => fetch(url + path) };
}

/** As it is, where fetch would tidy the path up. */
function rawGet(url: string, path: string): Promise<string> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    let answer = '';
    const socket = connect(Number(port), hostname, () =>
      socket.write(`GET ${path} HTTP/1.1\r\nHost: ${hostname}\r\nConnection: close\r\n\r\n`),
    );
    socket.on('data', (chunk: Buffer) => (answer += chunk.toString()));
    socket.on('end', () => resolve(answer));
    socket.on('error', reject);
  });
}

test('the page and its files, with a policy that lets in nothing else', async (t) => {
  const { get } = await page(t);
  const index = await get('/');
  assert.equal(await index.text(), '<title>page</title>');
  assert.match(index.headers.get('content-type') ?? '', /^text\/html/);
  const policy = index.headers.get('content-security-policy') ?? '';
  assert.match(policy, /default-src 'self'/);
  assert.doesNotMatch(policy, /unsafe|http|\*/);
  assert.equal((await get('/page/style.css')).headers.get('x-content-type-options'), 'nosniff');
  assert.match(await (await get('/vendor/uPlot.esm.js')).text(), /export.*uPlot/);
  assert.equal((await get('/vendor/uPlot.min.css')).status, 200);
  assert.equal((await get('/vendor/uPlot.cjs.js')).status, 404);
});

test('TypeScript comes without its types, line by line as it was', async (t) => {
  const { get } = await page(t);
  const answer = await get('/page/main.ts');
  assert.match(answer.headers.get('content-type') ?? '', /^text\/javascript/);
  const lines = (await answer.text()).split('\n').map((line) => line.trim().replaceAll(/ +/g, ' '));
  assert.deepEqual(lines, ['', "import { a } from './a.ts';", 'export const b = a;', '']);
});

test('a file that changes is stripped anew', async (t) => {
  const { get, write, folder } = await page(t);
  await get('/page/main.ts');
  write('main.ts', 'export const changed: boolean = true;');
  utimesSync(join(folder, 'main.ts'), 1, 1);
  assert.match(await (await get('/page/main.ts')).text(), /changed/);
});

test('stripping says nothing on stderr', async (t) => {
  const warnings: string[] = [];
  const note = ({ message }: Error) => warnings.push(message);
  process.on('warning', note);
  t.after(() => process.off('warning', note));
  const { get } = await page(t);
  assert.equal((await get('/page/main.ts')).status, 200);
  await new Promise((go) => setImmediate(go));
  assert.deepEqual(warnings, []);
});

test('no path leads out of the page', async (t) => {
  const { url, folder } = await page(t);
  symlinkSync(join(folder, '..', 'secret.ts'), join(folder, 'linked.ts'));
  symlinkSync(join(folder, '..', 'secret.css'), join(folder, 'linked.css'));
  for (const path of [
    ...['/page/../secret.ts', '/page/..%2fsecret.ts', '/page/%2e%2e/secret.ts', '/page/..%5csecret.ts'],
    ...['/page/../secret.css', '/page/..%2fsecret.css', '/page/%2e%2e%2fsecret.css', '/page//etc/passwd'],
    ...['/vendor/../package.json', '/vendor/..%2fpackage.json', '/page/secret.ts%00.ts', '/page/.hidden.css'],
    ...['/page/linked.ts', '/page/linked.css', '/page/'],
  ]) {
    const answer = await rawGet(url, path);
    assert.match(answer, /^HTTP\/1\.1 (40[034]) /, `${path}: ${answer.slice(0, 60)}`);
    assert.doesNotMatch(answer, /secret =|^secret$|root:/m, path);
  }
});
