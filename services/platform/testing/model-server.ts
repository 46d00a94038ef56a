import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A registry in tests: gives whatever text the test put at a path, 404 for the rest. */
export interface ModelServer {
  /** @returns its URL */
  put(path: string, text: string): string;
  stop(): Promise<void>;
}

export async function startModelServer(): Promise<ModelServer> {
  const files = new Map<string, string>();
  const server = createServer(({ url = '' }, answer) => {
    const text = files.get(url);
    answer.statusCode = text === undefined ? 404 : 200;
    answer.end(text ?? 'no such model');
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  return {
    put(path, text) {
      files.set(path, text);
      return `http://127.0.0.1:${port}${path}`;
    },
    stop: () =>
      new Promise((stopped) => {
        server.close(() => stopped());
        server.closeAllConnections();
      }),
  };
}
