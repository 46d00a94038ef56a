// Kubernetes' schemas, offline: the types and the validators that kubernetes-models generates from its OpenAPI.
import { join } from 'node:path';
import ts from 'typescript';
import type { KubernetesObject } from './kustomize.ts';
import { root } from './overlays.ts';

/**
 * What is wrong with objects, as `Kind name: message`; empty where nothing is. The types know every field and refuse
 * others, as `kubectl apply --validate=strict` does; the validators check enums, patterns and bounds.
 */
export async function schemaErrors(objects: readonly KubernetesObject[]): Promise<string[]> {
  const errors = typeErrors(objects);
  for (const object of objects) {
    try {
      await validate(object);
    } catch (error) {
      errors.push(`${titleOf(object)}: ${(error as Error).message}`);
    }
  }
  return errors;
}

async function validate(object: KubernetesObject): Promise<void> {
  const models = (await import(moduleOf(object))) as Record<
    string,
    new (data: unknown) => { validate(): void }
  >;
  new models[object.kind](object).validate();
}

/** An object literal in TypeScript may have no field that its type does not have, at any depth. */
function typeErrors(objects: readonly KubernetesObject[]): string[] {
  const lines = objects.map(
    (object, n) =>
      `export const o${n}: import('${moduleOf(object)}').I${object.kind} = ${JSON.stringify(object)};`,
  );
  const options: ts.CompilerOptions = {
    target: ts.ScriptTarget.ES2024,
    module: ts.ModuleKind.NodeNext,
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    types: [],
  };
  const name = join(root, 'test/kubernetes/objects.ts');
  const host = ts.createCompilerHost(options);
  const fileExists = host.fileExists.bind(host);
  const getSourceFile = host.getSourceFile.bind(host);
  host.fileExists = (path) => path === name || fileExists(path);
  host.getSourceFile = (path, ...rest) =>
    path === name
      ? ts.createSourceFile(path, lines.join('\n'), ts.ScriptTarget.ES2024)
      : getSourceFile(path, ...rest);
  const program = ts.createProgram([name], options, host);
  return ts.getPreEmitDiagnostics(program).map(({ file, start, messageText }) => {
    const message = ts.flattenDiagnosticMessageText(messageText, ' ');
    if (file === undefined || start === undefined) return message;
    return `${titleOf(objects[file.getLineAndCharacterOfPosition(start).line])}: ${message}`;
  });
}

function moduleOf({ apiVersion, kind }: KubernetesObject): string {
  return `kubernetes-models/${apiVersion}/${kind}`;
}

function titleOf({ kind, metadata }: KubernetesObject): string {
  return `${kind} ${metadata.name}`;
}
