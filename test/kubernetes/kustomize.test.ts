// The renderer that the other tests use, against the real one.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { parseAllDocuments } from 'yaml';
import { render, type KubernetesObject } from './kustomize.ts';
import { overlays } from './overlays.ts';

/** `replacements` and `replicas` in their present form came with kustomize 5, in kubectl 1.27. */
const MINOR = 27;

function kubectl(): boolean {
  const { status, stdout } = spawnSync('kubectl', ['version', '--client', '-o', 'json'], {
    encoding: 'utf8',
  });
  if (status !== 0) return false;
  const { clientVersion } = JSON.parse(stdout) as { clientVersion: { minor: string } };
  return parseInt(clientVersion.minor, 10) >= MINOR;
}

const skip = kubectl() ? false : `needs kubectl from 1.${MINOR} on`;

for (const [name, folder] of overlays)
  test(`${name} is rendered as kubectl renders it`, { skip }, () => {
    const { status, stdout, stderr } = spawnSync('kubectl', ['kustomize', folder], { encoding: 'utf8' });
    assert.equal(status, 0, stderr);
    const real = parseAllDocuments(stdout).map((one) => one.toJS() as KubernetesObject);
    const byName = new Map(real.map((one) => [`${one.kind} ${one.metadata.name}`, one]));
    const ours = render(folder);
    assert.equal(byName.size, ours.length);
    for (const object of ours) {
      const key = `${object.kind} ${object.metadata.name}`;
      assert.deepEqual(object, byName.get(key), key);
    }
  });

test('a field that is not known is refused', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'chorus-kustomize-'));
  t.after(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, 'kustomization.yaml'), 'namePrefix: my-\n');
  assert.throws(() => render(folder), /namePrefix is not rendered here/);
});
