import { basename, extname } from 'node:path';

/** What an xApp is called on the wire and in records: its built-in name, or its module's file name. */
export function xappName(nameOrPath: string): string {
  return basename(nameOrPath, extname(nameOrPath));
}

/** Where replicas of an xApp publish their experience (proto/experience.proto). */
export function experienceSubject(name: string): string {
  return `experience.${name.replaceAll(/[\s.*>]/g, '-')}`;
}
