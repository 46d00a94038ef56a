import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hasCode } from './errors.ts';
import { optionsHelp, parseOptions } from './options.ts';

test('the defaults are those of docs/interfaces.md', () => {
  assert.deepEqual(parseOptions([]), {
    scenario: 'paper',
    set: [],
    index: 0,
    http: '127.0.0.1:0',
    redis: '127.0.0.1:6379',
    nats: '127.0.0.1:4222',
    ofh: '127.0.0.1:38472',
    e2: '127.0.0.1:36421',
    xappApi: '127.0.0.1:36422',
    a1: 'http://127.0.0.1:10000',
    ruSim: 'http://127.0.0.1:10003',
    nonRtRic: 'http://127.0.0.1:10001',
    models: '',
    modelsUrl: '',
    patienceS: 20,
    logLevel: 'info',
  });
});

test('an option goes before its variable; overrides of both add up', () => {
  const options = parseOptions(['--index', '3', '--set', 'seed=5', '--set', 'xapp.replicas=2'], {
    CHORUS_INDEX: '1',
    CHORUS_E2: 'ric:1',
    CHORUS_SET: 'seed=4; scheme.name=d-rzf',
    CHORUS_NATS: '',
  });
  assert.equal(options?.index, 3);
  assert.equal(options?.e2, 'ric:1');
  assert.equal(options?.nats, '127.0.0.1:4222');
  assert.deepEqual(options?.set, ['seed=4', 'scheme.name=d-rzf', 'seed=5', 'xapp.replicas=2']);
});

test('help is asked for, and names every option with its variable', () => {
  assert.equal(parseOptions(['--help']), null);
  const help = optionsHelp('ru-sim: the air');
  assert.match(help, /^ru-sim: the air\n/);
  assert.match(help, /--xapp-api\s+CHORUS_XAPP_API .*127\.0\.0\.1:36422/);
});

test('refuses what it does not know and what has no sense', () => {
  const wrong = [
    ['--nonsense', '1'],
    ['stray'],
    ['--index', '-1'],
    ['--index', '1.5'],
    ['--patience-s', '0'],
    ['--patience-s', 'long'],
    ['--log-level', 'loud'],
    ['--http', 'unix:/a'],
    ['--e2', 'nowhere'],
    ['--nats', 'a:1,b'],
    ['--redis', 'sentinel://a:1'],
  ];
  for (const argv of wrong)
    assert.throws(
      () => parseOptions(argv),
      (error) => hasCode(error, 'CHORUS_USAGE'),
      argv.join(' '),
    );
});
