import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseEndpoint } from '@chorus/platform/endpoint.ts';
import { ChorusError } from '@chorus/platform/errors.ts';
import { assertFree, freePorts } from './ports.ts';

/** Where the parts of a testbed meet; `http` by the name of the process. */
export interface Addresses {
  redis: string;
  nats: string;
  ofh: string;
  e2: string;
  xappApi: string;
  http: Record<string, string>;
}

// sockaddr_un holds 108 bytes on Linux and 104 on macOS, the closing zero included.
const MAX_SOCKET_PATH = 103;

/**
 * Chooses addresses for a testbed.
 *
 * @param names of the processes that serve HTTP
 * @param fixed `name=HOST:PORT` texts, as of `--listen`; a name is redis, nats, ofh, e2, xapp-api or a process's
 * @throws ChorusError CHORUS_USAGE, CHORUS_PORT_IN_USE
 */
export async function chooseAddresses(
  folder: string,
  names: readonly string[],
  fixed: readonly string[] = [],
): Promise<Addresses> {
  const wanted = parseFixed(fixed, names);
  for (const [name, address] of wanted) await assertFree(address, name);
  const ports = await freePorts(4 + names.length);
  let taken = 0;
  const choose = (name: string) => wanted.get(name) ?? `127.0.0.1:${ports[taken++]}`;
  return {
    redis: choose('redis'),
    nats: choose('nats'),
    ofh: wanted.get('ofh') ?? (await ofhAddress(folder)),
    e2: choose('e2'),
    xappApi: choose('xapp-api'),
    http: Object.fromEntries(names.map((name) => [name, choose(name)])),
  };
}

function parseFixed(fixed: readonly string[], names: readonly string[]): Map<string, string> {
  const allowed = ['redis', 'nats', 'ofh', 'e2', 'xapp-api', ...names];
  return new Map(
    fixed.map((text) => {
      const [, name = '', address = ''] = /^([^=]+)=(.+)$/.exec(text) ?? [];
      if (!allowed.includes(name))
        throw new ChorusError('CHORUS_USAGE', {
          reason: `--listen ${text}: expected NAME=HOST:PORT, NAME one of ${allowed.join(', ')}`,
        });
      parseEndpoint(address);
      return [name, address];
    }),
  );
}

/** A Unix socket in the run's folder, in the temporary folder where that path is too long, else TCP. */
async function ofhAddress(folder: string, temporary = tmpdir()): Promise<string> {
  const path = join(folder, 'ofh.sock');
  if (Buffer.byteLength(path) <= MAX_SOCKET_PATH) return `unix:${path}`;
  const short = join(mkdtempSync(join(temporary, 'chorus-')), 'ofh.sock');
  if (Buffer.byteLength(short) <= MAX_SOCKET_PATH) return `unix:${short}`;
  const [port] = await freePorts(1);
  return `127.0.0.1:${port}`;
}
