import { ChorusError } from '@chorus/platform/errors.ts';
import { aptInstall, type Machine } from './servers.ts';

/** What examples/python-xapp is made of, as Debian names it. */
const packages = [
  'protobuf-compiler',
  'python3-grpcio',
  'python3-numpy',
  'python3-protobuf',
  'python3-redis',
] as const;

/**
 * Sees to it that examples/python-xapp can run: installed, else installed by apt-get (as root).
 *
 * @throws ChorusError CHORUS_SERVER_ABSENT with the line to type
 */
export function findPython(machine: Machine): void {
  const modules = ['/usr/bin/python3', '-c', 'import google.protobuf, grpc, numpy, redis'];
  const there = () => machine.find('protoc') !== null && machine.run(modules);
  if (there()) return;
  aptInstall(packages, machine);
  if (there()) return;
  const server = 'what examples/python-xapp runs on';
  throw new ChorusError('CHORUS_SERVER_ABSENT', {
    server,
    install: `sudo apt-get install -y ${packages.join(' ')}`,
  });
}
