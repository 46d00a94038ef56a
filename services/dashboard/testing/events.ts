/** A server-sent event. */
export interface ServerEvent {
  readonly event: string;
  readonly data: unknown;
}

/** Follows server-sent events; ends with the connection, which leaving the loop closes. */
export async function* events(url: string): AsyncGenerator<ServerEvent> {
  const closing = new AbortController();
  const answer = await fetch(url, { signal: closing.signal });
  if (answer.body === null) throw new Error(`${url} answered ${answer.status}`);
  let rest = '';
  try {
    for await (const chunk of answer.body.pipeThrough(new TextDecoderStream())) {
      const blocks = (rest + chunk).split('\n\n');
      rest = blocks.pop() as string;
      for (const block of blocks) {
        const [, event, data] = /^event: (.*)\ndata: (.*)$/s.exec(block) ?? [];
        if (event !== undefined) yield { event, data: JSON.parse(data) };
      }
    }
  } finally {
    closing.abort();
  }
}
