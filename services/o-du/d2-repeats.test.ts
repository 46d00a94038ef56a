import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { D2Repeats } from './d2-repeats.ts';

/** O-DUs 0 and 1 on a bus in memory that loses what `loses` says. */
async function pair(t: TestContext) {
  const listeners = new Map<string, (bytes: Uint8Array, subject: string) => void>();
  const state = { loses: false, waiting: null as number | null, asks: 0 };
  const bus = {
    publish(subject: string, bytes: Uint8Array) {
      if (subject.startsWith('d2.again.')) state.asks++;
      else if (state.loses) return;
      for (const [pattern, listener] of listeners)
        if (new RegExp(`^${pattern.replace('*', '\\d+')}$`).test(subject)) listener(bytes, subject);
    },
    subscribe: async (subject: string, listener: (bytes: Uint8Array, subject: string) => void) => {
      listeners.set(subject, listener);
    },
  };
  const log = { warn: () => undefined };
  const sender = new D2Repeats({ bus, log, waiting: () => null }, { odu: 0, everyMs: 5 });
  const receiver = new D2Repeats({ bus, log, waiting: () => state.waiting }, { odu: 1, everyMs: 5 });
  const heard: string[] = [];
  await receiver.subscribe('d2.0.1', (bytes) => heard.push(Buffer.from(bytes).toString()));
  for (const one of [sender, receiver]) {
    await one.start();
    t.after(() => one.stop());
  }
  const send = (text: string) => sender.publish('d2.0.1', Buffer.from(text));
  const until = async (done: () => boolean) => {
    while (!done()) await new Promise((next) => setTimeout(next, 2));
  };
  return { state, heard, send, until };
}

test('a lost message comes when the loop that waits for it has asked', async (t) => {
  const { state, heard, send, until } = await pair(t);
  send('loop 0');
  state.loses = true;
  send('loop 1');
  state.loses = false;
  state.waiting = 2;
  await until(() => heard.length === 2);
  assert.deepEqual(heard, ['loop 0', 'loop 1']);
});

test('who asks in vain, as for what was never sent, hears no message twice', async (t) => {
  const { state, heard, send, until } = await pair(t);
  send('loop 0');
  state.waiting = 2;
  await until(() => state.asks >= 2);
  assert.deepEqual(heard, ['loop 0']);
});

test('loops that go on ask for nothing', async (t) => {
  const { state, until } = await pair(t);
  let looks = 0;
  Object.defineProperty(state, 'waiting', { get: () => ++looks });
  await until(() => looks >= 4);
  assert.equal(state.asks, 0);
});

test('a message that comes twice without an ask is for the receiver to refuse', async (t) => {
  const { heard, send } = await pair(t);
  send('loop 0');
  send('loop 0');
  assert.deepEqual(heard, ['loop 0', 'loop 0']);
});
