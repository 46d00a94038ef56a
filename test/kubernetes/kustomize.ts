// The part of kustomize that deploy/kubernetes uses, so that its overlays can be checked where there is no kubectl.
// A field that is not known here is refused; where there is a kubectl, kustomize.test.ts holds this to it.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { parse, parseAllDocuments } from 'yaml';

/** A Kubernetes object. */
export interface KubernetesObject {
  apiVersion: string;
  kind: string;
  metadata: { name: string } & Record<string, unknown>;
  [field: string]: unknown;
}
type ConfigMap = KubernetesObject & { data: Record<string, string> };

interface Kustomization {
  resources?: string[];
  transformers?: string[];
  replicas?: { name: string; count: number }[];
  configMapGenerator?: { name: string; behavior?: 'merge'; literals?: string[]; files?: string[] }[];
}
interface Selector {
  kind: string;
  name: string;
}
interface Replacement {
  source: Selector & { fieldPath: string };
  targets: { select: Selector; fieldPaths: string[] }[];
}

const known = ['apiVersion', 'kind', 'resources', 'transformers', 'replicas', 'configMapGenerator'];
const names = ['kustomization.yaml', 'Kustomization'];

/** What `kubectl kustomize FOLDER` gives, ordered by kind and name. */
export function render(folder: string): KubernetesObject[] {
  const generated = new Set<KubernetesObject>();
  const objects = accumulate(folder, generated);
  const renamed = new Map<string, string>();
  for (const { metadata } of objects.filter((one) => generated.has(one))) {
    const object = find(objects, { kind: 'ConfigMap', name: metadata.name }) as ConfigMap;
    renamed.set(metadata.name, `${metadata.name}-${hashOf(object)}`);
  }
  for (const object of generated) object.metadata.name = renamed.get(object.metadata.name) as string;
  for (const object of objects) renameReferences(object, renamed);
  const key = ({ kind, metadata }: KubernetesObject) => `${kind} ${metadata.name}`;
  return objects.sort((a, b) => (key(a) < key(b) ? -1 : 1));
}

function accumulate(folder: string, generated: Set<KubernetesObject>): KubernetesObject[] {
  const file = names.map((name) => join(folder, name)).find((path) => existsSync(path));
  if (file === undefined) throw new Error(`${folder} has no kustomization`);
  const kustomization = parse(readFileSync(file, 'utf8')) as Kustomization;
  for (const field of Object.keys(kustomization))
    if (!known.includes(field)) throw new Error(`${file}: ${field} is not rendered here`);
  const { resources = [], transformers = [], replicas = [], configMapGenerator = [] } = kustomization;
  const objects = resources.flatMap((path) => load(resolve(folder, path), generated));
  for (const one of configMapGenerator) generate(one, folder, objects, generated);
  for (const { name, count } of replicas)
    for (const object of objects)
      if (object.metadata.name === name && isScaled(object)) object['spec'].replicas = count;
  for (const path of transformers)
    for (const { replacements } of accumulate(resolve(folder, path), new Set()))
      for (const replacement of replacements as Replacement[]) replace(replacement, objects);
  return objects;
}

function load(path: string, generated: Set<KubernetesObject>): KubernetesObject[] {
  if (statSync(path).isDirectory()) return accumulate(path, generated);
  return parseAllDocuments(readFileSync(path, 'utf8')).map((one) => one.toJS() as KubernetesObject);
}

type Generator = NonNullable<Kustomization['configMapGenerator']>[number];

function generate(
  { name, behavior, literals = [], files = [] }: Generator,
  folder: string,
  objects: KubernetesObject[],
  generated: Set<KubernetesObject>,
): void {
  const pair = (text: string) => [text.slice(0, text.indexOf('=')), text.slice(text.indexOf('=') + 1)];
  const data = Object.fromEntries([
    ...literals.map(pair),
    ...files.map((file) => [basename(file), readFileSync(join(folder, file), 'utf8')]),
  ]) as Record<string, string>;
  if (behavior === 'merge') {
    Object.assign((find(objects, { kind: 'ConfigMap', name }) as ConfigMap).data, data);
    return;
  }
  const made: ConfigMap = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data };
  objects.push(made);
  generated.add(made);
}

function isScaled(object: KubernetesObject): object is KubernetesObject & { spec: { replicas: number } } {
  return object.kind === 'StatefulSet' || object.kind === 'Deployment';
}

/** The target keeps its type: a number becomes the text of a ConfigMap. */
function replace({ source, targets }: Replacement, objects: KubernetesObject[]): void {
  const value = at(find(objects, source), source.fieldPath.split('.')) as number;
  for (const { select, fieldPaths } of targets)
    for (const path of fieldPaths) {
      const keys = path.split('.');
      const last = keys.pop() as string;
      const holder = at(find(objects, select), keys) as Record<string, string | number>;
      holder[last] = typeof holder[last] === 'string' ? String(value) : value;
    }
}

function at(object: unknown, keys: readonly string[]): unknown {
  return keys.reduce((inner, key) => (inner as Record<string, unknown>)[key], object);
}

function find(objects: readonly KubernetesObject[], { kind, name }: Selector): KubernetesObject {
  const found = objects.find((one) => one.kind === kind && one.metadata.name === name);
  if (found === undefined) throw new Error(`there is no ${kind} ${name}`);
  return found;
}

/** kustomize's suffix: ten digits of a SHA-256, those that could spell a word replaced. */
function hashOf({ data }: ConfigMap): string {
  const sorted = Object.fromEntries(Object.entries(data).sort(([a], [b]) => (a < b ? -1 : 1)));
  // As Go writes JSON; the name that is hashed is empty in kustomize itself.
  const json = JSON.stringify({ data: sorted, kind: 'ConfigMap', name: '' }).replace(
    /[<>&\u2028\u2029]/g,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  const letters: Record<string, string> = { '0': 'g', '1': 'h', '3': 'k', a: 'm', e: 't' };
  const digits = createHash('sha256').update(json).digest('hex').slice(0, 10);
  return digits.replace(/[013ae]/g, (digit) => letters[digit]);
}

/** `configMap`, `configMapRef` and `configMapKeyRef` follow the new names. */
function renameReferences(value: unknown, renamed: ReadonlyMap<string, string>): void {
  if (typeof value !== 'object' || value === null) return;
  for (const [key, inner] of Object.entries(value)) {
    const name = /^configMap(Ref|KeyRef)?$/.test(key) ? (inner as { name: string }).name : undefined;
    if (name !== undefined) (inner as { name: string }).name = renamed.get(name) ?? name;
    renameReferences(inner, renamed);
  }
}
