import { lstatSync, readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { join } from 'node:path';

interface Stripped {
  readonly mtimeMs: number;
  readonly text: string;
}

/** The TypeScript files of a folder as the JavaScript that browsers run: types become blanks, lines stay. */
export class StrippedModules {
  private readonly folder: string;
  private readonly known = new Map<string, Stripped>();

  constructor(folder: string) {
    this.folder = folder;
  }

  /**
   * @param name of a file, without a path
   * @returns null where there is none
   */
  read(name: string): string | null {
    const path = join(this.folder, name);
    // Not where a link leads.
    const file = lstatSync(path, { throwIfNoEntry: false });
    if (file?.isFile() !== true) return null;
    const { mtimeMs } = file;
    const known = this.known.get(name);
    if (known?.mtimeMs === mtimeMs) return known.text;
    const text = strip(readFileSync(path, 'utf8'));
    this.known.set(name, { mtimeMs, text });
    return text;
  }
}

/** Node runs our own modules so without a word, but warns of the function that does it. */
function strip(source: string): string {
  // An own property in front of the method for as long as the call takes.
  const own = Object.getOwnPropertyDescriptor(process, 'emitWarning');
  process.emitWarning = () => undefined;
  try {
    return stripTypeScriptTypes(source);
  } finally {
    if (own) Object.defineProperty(process, 'emitWarning', own);
  }
}
