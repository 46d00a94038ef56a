// What the schemas cannot say: that the objects fit each other, the scenario, and the processes that they start.
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { describe, it, test } from 'node:test';
import { parseTcpEndpoint, parseTcpEndpoints } from '@chorus/platform/endpoint.ts';
import { parseOptions, type ProcessOptions } from '@chorus/platform/options.ts';
import { parseRedisAddress } from '@chorus/platform/redis-address.ts';
import { loadScenario } from '@chorus/platform/scenario.ts';
import { parse } from 'yaml';
import { render, type KubernetesObject } from './kustomize.ts';
import { overlays, root } from './overlays.ts';
import { configMap, podsOf, selects, servicesOf, workloadsOf, type Container } from './pods.ts';

interface Process {
  readonly entry: string;
  readonly options: ProcessOptions;
  readonly container: Container;
}

/** Chorus's own, their command lines read as they read them. */
function processesOf(objects: readonly KubernetesObject[]): Process[] {
  return podsOf(objects)
    .flatMap(({ containers }) => containers)
    .filter(({ spec }) => spec.image?.startsWith('chorus:'))
    .map((container) => {
      const at = container.command.findIndex((word) => word.endsWith('main.ts'));
      const options = parseOptions(container.command.slice(at + 1), container.environment);
      assert.ok(options);
      return { entry: container.command[at], options, container };
    });
}

const portsOf = ({ spec }: Container) => spec.ports?.map(({ containerPort }) => containerPort) ?? [];
const byRole = (processes: Process[], role: string) =>
  processes.filter(({ entry }) => entry === `services/${role}/main.ts`);

for (const [name, folder] of overlays)
  describe(name, () => {
    const objects = render(folder);
    const pods = podsOf(objects);
    const services = servicesOf(objects);
    const workloads = workloadsOf(objects);
    const processes = processesOf(objects);

    it('selects by every Service pods that have its ports', () => {
      for (const { spec, metadata } of workloads)
        for (const [key, value] of Object.entries(spec.selector.matchLabels))
          assert.equal(spec.template.metadata.labels[key], value, metadata.name);
      for (const service of services) {
        const chosen = workloads.filter(({ spec }) => selects(service, spec.template.metadata.labels));
        assert.equal(chosen.length, 1, service.metadata.name);
        const ports = chosen[0].spec.template.spec.containers.flatMap((one) => one.ports ?? []);
        for (const { port, targetPort } of service.spec.ports ?? [])
          assert.equal(ports.find((one) => one.name === targetPort)?.containerPort, port);
      }
    });

    it('gives the pods of a StatefulSet names by a headless Service', () => {
      for (const { kind, spec } of workloads) {
        if (kind !== 'StatefulSet') continue;
        const service = services.find(({ metadata }) => metadata.name === spec.serviceName);
        assert.equal(service?.spec.clusterIP, 'None');
        assert.ok(selects(service, spec.template.metadata.labels));
        assert.equal(service.spec.publishNotReadyAddresses, true);
      }
    });

    it('mounts every volume and names only what is there', () => {
      for (const { spec } of workloads) {
        const { volumes = [], containers } = spec.template.spec;
        const mounted = containers.flatMap((one) => one.volumeMounts ?? []).map((mount) => mount.name);
        assert.deepEqual(new Set(mounted), new Set(volumes.map((volume) => volume.name)));
      }
      const used = JSON.stringify(workloads);
      for (const { kind, metadata } of objects)
        if (kind === 'ConfigMap') assert.ok(used.includes(metadata.name), metadata.name);
    });

    it('asks probes of ports that the container has', () => {
      for (const { spec } of pods.flatMap(({ containers }) => containers))
        for (const probe of [spec.startupProbe, spec.readinessProbe, spec.livenessProbe]) {
          if (probe?.httpGet === undefined) continue;
          assert.ok(spec.ports?.some((port) => port.name === probe.httpGet?.port));
        }
      for (const { container } of processes)
        assert.equal(container.spec.readinessProbe?.httpGet?.path, '/healthz');
    });

    it('starts the processes of docker-compose.yml by their own options, and no other', () => {
      const compose = parse(readFileSync(join(root, 'docker-compose.yml'), 'utf8'), { merge: true }) as {
        services: Record<string, { image: string; command: string[] }>;
      };
      const composed = Object.values(compose.services).filter(({ image }) => image.startsWith('chorus:'));
      const entries = new Set(composed.map(({ command }) => command[0]));
      assert.deepEqual(new Set(processes.map(({ entry }) => entry)), entries);
      for (const entry of entries) assert.ok(existsSync(join(root, entry)), entry);
      const images = Object.values(compose.services).map(({ image }) => image);
      const ours = workloads.flatMap(({ spec }) => spec.template.spec.containers).map(({ image }) => image);
      assert.deepEqual(new Set(ours), new Set(images));
    });

    it('tells every process one scenario, whose numbers are those of the pods', () => {
      const replicas = (of: string) => workloads.find(({ metadata }) => metadata.name === of)?.spec.replicas;
      for (const { options } of processes) {
        const { network, xapp } = loadScenario(options.scenario, options.set);
        assert.equal(network.odus, replicas('o-du'));
        assert.equal(xapp.replicas, replicas('xapp'));
        assert.deepEqual(
          [options.scenario, options.set],
          [processes[0].options.scenario, processes[0].options.set],
        );
      }
      const indices = (role: string) => byRole(processes, role).map(({ options }) => options.index);
      assert.deepEqual(indices('o-du'), [...Array(replicas('o-du')).keys()]);
      assert.deepEqual(indices('xapps/sdk'), [...Array(replicas('xapp')).keys()]);
    });

    it('mounts the scenarios where the image has them, unaltered', () => {
      for (const { container, options } of processes) {
        const mount = container.mounts.find(({ path }) => path === '/chorus/deploy/scenarios');
        const file = `${options.scenario}.yaml`;
        assert.equal(mount?.files[file], readFileSync(join(root, 'deploy/scenarios', file), 'utf8'));
      }
    });

    it('declares the ports on which the processes listen', () => {
      const port = (address: string) => {
        const endpoint = parseTcpEndpoint(address);
        assert.equal(endpoint.host, '0.0.0.0');
        return endpoint.port;
      };
      for (const { entry, options, container } of processes) {
        const more = {
          'services/ru-sim/main.ts': [options.ofh],
          'services/near-rt-ric/main.ts': [options.e2, options.xappApi],
        }[entry];
        assert.deepEqual(portsOf(container), [options.http, ...(more ?? [])].map(port), entry);
      }
      const [nats] = pods.filter((pod) => pod.name === 'nats-0').flatMap(({ containers }) => containers);
      const listening = [
        ...nats.mounts[0].files['nats.conf'].matchAll(/(?:listen|http): "0\.0\.0\.0:(\d+)"/g),
      ];
      assert.deepEqual(portsOf(nats).sort(), listening.map(([, digits]) => Number(digits)).sort());
      const [redis, sentinel] = pods
        .filter((pod) => pod.name === 'redis-0')
        .flatMap(({ containers }) => containers);
      const { files } = redis.mounts[0];
      assert.deepEqual(portsOf(redis), [Number(/--port (\d+)/.exec(files['redis.sh'])?.[1])]);
      assert.deepEqual(portsOf(sentinel), [Number(/^port (\d+)/m.exec(files['sentinel.sh'])?.[1])]);
    });

    it('tells every process where its peers listen', () => {
      const there = new Set(
        pods.flatMap(({ hosts, containers }) =>
          hosts.flatMap((host) => containers.flatMap(portsOf).map((port) => `${host}:${port}`)),
        ),
      );
      const of = (url: string) => new URL(url).host;
      for (const { options } of processes) {
        const redis = parseRedisAddress(options.redis);
        assert.ok('sentinels' in redis);
        const servers = [...redis.sentinels, ...parseTcpEndpoints(options.nats)];
        const peers = [
          ...servers.map(({ host, port }) => `${host}:${port}`),
          ...[options.ofh, options.e2, options.xappApi].filter((address) => !address.startsWith('0.0.0.0')),
          ...[options.a1, options.ruSim, options.nonRtRic].map(of),
        ];
        for (const peer of peers) assert.ok(there.has(peer), peer);
      }
      const [nats] = pods.filter((pod) => pod.name === 'nats-0').flatMap(({ containers }) => containers);
      const routes = [...nats.mounts[0].files['nats.conf'].matchAll(/nats:\/\/([^"]+)/g)].map(
        ([, host]) => host,
      );
      assert.equal(routes.length, pods.filter((pod) => pod.name.startsWith('nats-')).length);
      for (const route of routes) assert.ok(there.has(route), route);
      const [registry] = byRole(processes, 'non-rt-ric');
      assert.ok(there.has(of(registry.options.modelsUrl)), 'the registry is where it says');
    });

    it('reaches who is ready only once it has been reached', () => {
      const early = (role: string) =>
        services.find(({ metadata }) => metadata.name === role)?.spec.publishNotReadyAddresses;
      for (const role of ['ru-sim', 'near-rt-ric', 'nats', 'redis']) assert.equal(early(role), true, role);
    });

    it('spreads what there are several of, and leaves room to stop', () => {
      for (const { kind, spec } of workloads) {
        const { topologySpreadConstraints, terminationGracePeriodSeconds = 0 } = spec.template.spec;
        assert.equal(
          topologySpreadConstraints?.[0].topologyKey,
          kind === 'StatefulSet' ? 'kubernetes.io/hostname' : undefined,
        );
        // A process gives up stopping after 4 s.
        assert.ok(terminationGracePeriodSeconds >= 10);
      }
    });
  });

test('one number in an overlay scales the pods and the scenario of every process', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'chorus-overlay-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const small = overlays.get('small') as string;
  const text = readFileSync(join(small, 'kustomization.yaml'), 'utf8')
    .replaceAll('../../', `${relative(folder, join(root, 'deploy/kubernetes'))}/`)
    .replace(/(name: o-du, count): \d+/, '$1: 5')
    .replace(/(name: xapp, count): \d+/, '$1: 2');
  writeFileSync(join(folder, 'kustomization.yaml'), text);
  const objects = render(folder);
  const processes = processesOf(objects);
  assert.equal(byRole(processes, 'o-du').length, 5);
  assert.equal(byRole(processes, 'xapps/sdk').length, 2);
  for (const { options } of processes) assert.deepEqual(options.set, ['network.odus=5', 'xapp.replicas=2']);
  // Another name for the ConfigMap is what makes a cluster replace the pods that have the old numbers.
  const nameOf = (all: KubernetesObject[]) =>
    all.find(({ metadata }) => metadata.name.startsWith('chorus-'))?.metadata.name ?? '';
  assert.notEqual(nameOf(objects), nameOf(render(small)));
  assert.equal(configMap(objects, nameOf(objects)).data['ODUS'], '5');
});
