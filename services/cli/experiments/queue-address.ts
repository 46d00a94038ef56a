import { parseTcpEndpoints } from '@chorus/platform/endpoint.ts';
import { Registry } from '../testbed/registry.ts';
import { home } from '../testbed/repository.ts';

/**
 * HOST:PORT, or several by commas, of the NATS that has the queue: as given, else that of the newest running testbed.
 *
 * @throws ChorusError CHORUS_USAGE, CHORUS_NO_TESTBED
 */
export function queueAddress(given: string | boolean | undefined): string {
  if (typeof given !== 'string') return new Registry(home()).find().addresses?.nats ?? '';
  parseTcpEndpoints(given);
  return given;
}
