import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';

export const root = resolve(import.meta.dirname, '../..');
const folder = join(root, 'deploy/kubernetes/overlays');

/** The folders of all overlays, by name. */
export const overlays = new Map(readdirSync(folder).map((name) => [name, join(folder, name)]));
