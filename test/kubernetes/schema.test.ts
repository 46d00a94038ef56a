// Every overlay against Kubernetes' schemas, and proof that the check can fail.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { render, type KubernetesObject } from './kustomize.ts';
import { overlays } from './overlays.ts';
import { schemaErrors } from './schema.ts';

for (const [name, folder] of overlays)
  test(`every object of ${name} keeps its schema`, async () => {
    const objects = render(folder);
    assert.ok(objects.length >= 20);
    assert.deepEqual(await schemaErrors(objects), []);
  });

test('a wrong field is refused wherever it stands, and named', async () => {
  const wrong: [path: string, value: unknown, expected: RegExp][] = [
    ['spec.replica', 3, /"replica"' does not exist/],
    ['spec.replicas', '3', /'string' is not assignable to type 'number'/],
    ['spec.podManagementPolicy', 'AllAtOnce', /"AllAtOnce"/],
    ['spec.selector', undefined, /selector.* is missing/],
    ['spec.template.spec.containers.0.readinessProbe.httpGet.pth', '/', /"pth"' does not exist/],
    ['spec.template.spec.containers.0.resources.limits.memory', 'much', /memory/],
    ['spec.template.spec.topologySpreadConstraints.0.whenUnsatisfiable', 'Shrug', /"Shrug"/],
    ['metadata.label', {}, /"label"' does not exist/],
  ];
  const folder = overlays.get('small') as string;
  const pristine = render(folder).find(
    ({ kind, metadata }) => kind === 'StatefulSet' && metadata.name === 'o-du',
  );
  assert.ok(pristine);
  const objects = wrong.map(([path, value]) => altered(pristine, path, value));
  const errors = await schemaErrors(objects);
  for (const [n, [path, , expected]] of wrong.entries())
    assert.ok(
      errors.some((error) => error.startsWith(`StatefulSet o-du-${n}: `) && expected.test(error)),
      `${path}: ${errors.join('\n')}`,
    );

  function altered(object: KubernetesObject, path: string, value: unknown): KubernetesObject {
    const copy = structuredClone(object);
    copy.metadata.name += `-${wrong.findIndex(([other]) => other === path)}`;
    const keys = path.split('.');
    const last = keys.pop() as string;
    const holder = keys.reduce<unknown>((inner, key) => (inner as Record<string, unknown>)[key], copy);
    (holder as Record<string, unknown>)[last] = value;
    return copy;
  }
});
