import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildTopology, filterUsers, odusOfUser, range } from '@chorus/phy';
import { checkScenario } from '@chorus/platform/scenario.ts';
import { ControlSplitter } from './control-splitter.ts';
import { testScenario } from './testing/start-ric.ts';

const { network, radio } = checkScenario(testScenario);
const topology = buildTopology({ ...network, ...radio }, 1);
const splitter = new ControlSplitter(topology);
const wanted = range(topology.U).map((odu) => new Set(filterUsers(topology, odu, 'served')));
const none = Buffer.alloc(0);
const { Nr, Nt, Ns, served, oduOfRadio } = topology;

/** Rows of float32 numbers that all hold their row's tag. */
const rows = (tags: number[], reals: number) =>
  Buffer.from(Float32Array.from(tags.flatMap((tag) => Array<number>(reals).fill(tag))).buffer);
const tagsOf = (bytes: Uint8Array, reals: number) => {
  const values = new Float32Array(Uint8Array.from(bytes).buffer);
  for (const [i, value] of values.entries()) assert.equal(value, values[i - (i % reals)]);
  return [...values].filter((_, i) => i % reals === 0);
};

test('a node that asks for more users gets their filters too', () => {
  const users = range(topology.K);
  const u = rows(users, 2 * Nr * Ns);
  const w = rows(users, Ns * Ns);
  const all = topology.radiosOfOdu.map((_, odu) => new Set(odu === 1 ? users : []));
  const shares = splitter.filters({ users, u, w, v: none, rMin: none }, all);
  assert.deepEqual(
    shares.map(({ odu, count }) => [odu, count]),
    [[1, topology.K]],
  );
  assert.deepEqual(tagsOf(shares[0].message.u, 2 * Nr * Ns), users);
});

test('filters of a user go to every O-DU that serves it, and to no other', () => {
  const users = [0, 2, 5];
  const u = rows(
    users.map((k) => 10 + k),
    2 * Nr * Ns,
  );
  const w = rows(
    users.map((k) => 20 + k),
    Ns * Ns,
  );
  const shares = splitter.filters({ users, u, w, v: none, rMin: none }, wanted);
  for (let odu = 0; odu < topology.U; odu++) {
    const expected = users.filter((k) => odusOfUser(topology, k).includes(odu));
    const share = shares.find((one) => one.odu === odu);
    assert.deepEqual(share?.message.users ?? [], expected);
    assert.equal(share?.count ?? 0, expected.length);
    if (!share) continue;
    assert.deepEqual(
      tagsOf(share.message.u, 2 * Nr * Ns),
      expected.map((k) => 10 + k),
    );
    assert.deepEqual(
      tagsOf(share.message.w, Ns * Ns),
      expected.map((k) => 20 + k),
    );
  }
  assert(shares.length > 1, 'the scenario must have users of several O-DUs');
});

test('precoders of a link go to the O-DU of its O-RU, in the order of O-RUs, then users', () => {
  const users = [1, 3, 4];
  const links = served.flatMap((list, l) => list.filter((k) => users.includes(k)).map((k) => ({ l, k })));
  const v = rows(
    links.map(({ l, k }) => 100 * l + k),
    2 * Nt * Ns,
  );
  const shares = splitter.precoders({ users, u: none, w: none, v, rMin: none });
  let seen = 0;
  for (const { odu, message, count } of shares) {
    const expected = links.filter(({ l }) => oduOfRadio[l] === odu);
    assert.deepEqual(
      tagsOf(message.v, 2 * Nt * Ns),
      expected.map(({ l, k }) => 100 * l + k),
    );
    assert.deepEqual(
      message.users,
      users.filter((k) => expected.some((link) => link.k === k)),
    );
    assert.equal(count, expected.length);
    seen += count;
  }
  assert.equal(seen, links.length);
});

test('a control without users goes nowhere', () => {
  assert.deepEqual(splitter.filters({ users: [], u: none, w: none, v: none, rMin: none }, wanted), []);
  assert.deepEqual(splitter.precoders({ users: [], u: none, w: none, v: none, rMin: none }), []);
});
