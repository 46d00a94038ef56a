import assert from 'node:assert/strict';

const TAG = /<(\/?)([a-zA-Z][\w-]*)((?:\s+[a-zA-Z][\w:-]*="[^"<]*")*)\s*(\/?)>/y;
const ENTITY = /&(?!(?:amp|lt|gt|quot|#\d+);)/;

/** Throws an assertion unless the text is one XML element: tags that close in order, quoted attributes, no stray & or <. */
export function assertWellFormed(text: string): void {
  const open: string[] = [];
  let at = 0;
  while (at < text.length) {
    if (text[at] !== '<') {
      const next = text.indexOf('<', at);
      const between = text.slice(at, next < 0 ? text.length : next);
      assert.doesNotMatch(between, ENTITY);
      if (open.length === 0) assert.equal(between.trim(), '', 'text outside of the element');
      at += between.length;
      continue;
    }
    TAG.lastIndex = at;
    const [whole, closing, name, attributes, empty] = TAG.exec(text) ?? [];
    assert(whole !== undefined, `no tag: ${text.slice(at, at + 60)}`);
    assert.doesNotMatch(attributes, ENTITY);
    if (closing === '/') assert.equal(open.pop(), name);
    else if (empty !== '/') open.push(name);
    at += whole.length;
  }
  assert.deepEqual(open, []);
}
