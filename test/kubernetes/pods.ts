// What a cluster makes of the objects: pods with their names, environments, command lines and files.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { IPodSpec } from 'kubernetes-models/v1/PodSpec';
import type { IService } from 'kubernetes-models/v1/Service';
import type { KubernetesObject } from './kustomize.ts';
import { root } from './overlays.ts';

export type Spec = IPodSpec;
export type ContainerSpec = IPodSpec['containers'][number];

/** A Deployment or a StatefulSet. */
export interface Workload extends KubernetesObject {
  spec: {
    replicas: number;
    serviceName?: string;
    selector: { matchLabels: Record<string, string> };
    template: { metadata: { labels: Record<string, string> }; spec: Spec };
  };
}
export type Service = KubernetesObject & { spec: NonNullable<IService['spec']> };
export type ConfigMap = KubernetesObject & { data: Record<string, string> };

export interface Container {
  readonly name: string;
  readonly spec: ContainerSpec;
  /** With the image's entrypoint where the object names no command. */
  readonly command: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** Folders of the container, and what a ConfigMap puts there. */
  readonly mounts: readonly { path: string; volume: string; files: Readonly<Record<string, string>> }[];
}

export interface Pod {
  readonly name: string;
  /** By which others reach it: those of its Services, and its own in a StatefulSet. */
  readonly hosts: readonly string[];
  readonly containers: readonly Container[];
}

export const workloadsOf = (objects: readonly KubernetesObject[]) =>
  objects.filter(({ kind }) => kind === 'Deployment' || kind === 'StatefulSet') as Workload[];
export const servicesOf = (objects: readonly KubernetesObject[]) =>
  objects.filter(({ kind }) => kind === 'Service') as Service[];

/** Every pod of every workload, those of a StatefulSet by their ordinals. */
export function podsOf(objects: readonly KubernetesObject[]): Pod[] {
  return workloadsOf(objects).flatMap((workload) =>
    Array.from({ length: workload.spec.replicas }, (_, ordinal) => podOf(objects, workload, ordinal)),
  );
}

export function selects(service: Service, labels: Readonly<Record<string, string>>): boolean {
  return Object.entries(service.spec.selector ?? {}).every(([key, value]) => labels[key] === value);
}

export function configMap(objects: readonly KubernetesObject[], name: string): ConfigMap {
  const found = objects.find(({ kind, metadata }) => kind === 'ConfigMap' && metadata.name === name);
  if (found === undefined) throw new Error(`there is no ConfigMap ${name}`);
  return found as ConfigMap;
}

function podOf(objects: readonly KubernetesObject[], workload: Workload, ordinal: number): Pod {
  const { kind, metadata, spec } = workload;
  const isSet = kind === 'StatefulSet';
  const name = isSet ? `${metadata.name}-${ordinal}` : metadata.name;
  const { labels } = spec.template.metadata;
  const services = servicesOf(objects).filter((service) => selects(service, labels));
  const fields: Record<string, string> = {
    'metadata.name': name,
    ...(isSet && { "metadata.labels['apps.kubernetes.io/pod-index']": String(ordinal) }),
  };
  return {
    name,
    hosts: [...(isSet ? [`${name}.${spec.serviceName}`] : []), ...services.map((one) => one.metadata.name)],
    containers: spec.template.spec.containers.map((container) =>
      containerOf(objects, spec.template.spec, container, fields),
    ),
  };
}

function containerOf(
  objects: readonly KubernetesObject[],
  pod: Spec,
  spec: ContainerSpec,
  fields: Readonly<Record<string, string>>,
): Container {
  const environment: Record<string, string> = {};
  for (const { configMapRef } of spec.envFrom ?? [])
    Object.assign(environment, configMap(objects, configMapRef?.name ?? '').data);
  for (const { name, value, valueFrom } of spec.env ?? []) {
    const path = valueFrom?.fieldRef?.fieldPath;
    const found = path === undefined ? value : fields[path];
    if (found === undefined) throw new Error(`${spec.name}: ${name} has no value`);
    environment[name] = expand(found, environment);
  }
  const words = [...(spec.command ?? entrypointOf(spec.image ?? '')), ...(spec.args ?? [])];
  return {
    name: spec.name,
    spec,
    command: words.map((word) => expand(word, environment)),
    environment,
    mounts: (spec.volumeMounts ?? []).map(({ name, mountPath }) => {
      const volume = pod.volumes?.find((one) => one.name === name);
      if (volume === undefined) throw new Error(`${spec.name} mounts ${name}, which is no volume of the pod`);
      const source = volume.configMap?.name;
      const files = source === undefined ? {} : configMap(objects, source).data;
      return { path: mountPath, volume: name, files };
    }),
  };
}

/** `$(NAME)`, as Kubernetes expands it. */
function expand(text: string, environment: Readonly<Record<string, string>>): string {
  return text.replace(/\$\((\w+)\)/g, (reference, name: string) => environment[name] ?? reference);
}

/** Of Chorus's own image, as its Dockerfile has it. */
function entrypointOf(image: string): string[] {
  if (!/^chorus(:|$)/.test(image))
    throw new Error(`${image}: its entrypoint is not known here, name a command`);
  const line = /^ENTRYPOINT (\[.*\])$/m.exec(readFileSync(join(root, 'Dockerfile'), 'utf8'))?.[1] ?? '';
  return JSON.parse(line) as string[];
}
