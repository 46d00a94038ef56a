// A process for tests of the launcher. node fake-process.ts MODE HOST:PORT
//   healthy   serves /healthz, ends on SIGTERM
//   starting  never becomes healthy
//   dies      becomes healthy, then fails with a coded error when /fail is asked for
//   fails     fails at once, as one that lost a peer
//   ends      ends at once, and well
//   stubborn  healthy, and deaf to SIGTERM
import { createServer } from 'node:http';

const [mode, address] = process.argv.slice(2);
const [host, port] = address.split(':');

function fail(line: string): void {
  process.stderr.write(`some other output\n${line}\n`);
  process.exit(1);
}

if (mode === 'fails') fail('CHORUS_PEER_LOST: lost ru-sim: it was never there');
if (mode === 'ends') process.exit(0);
process.on('SIGTERM', () => {
  if (mode !== 'stubborn') process.exit(0);
});
createServer((request, response) => {
  if (request.url === '/fail') fail('CHORUS_PAYLOAD_LENGTH: V has 3 bytes; expected 4');
  const starting = mode === 'starting';
  response.statusCode = starting ? 503 : 200;
  response.end(JSON.stringify(starting ? { status: 'starting', waitingFor: 'Godot' } : { status: 'ok' }));
}).listen(Number(port), host);
