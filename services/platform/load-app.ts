import { statSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type {
  DAppComponents,
  DAppInit,
  DAppModule,
  MultiplierDApp,
  PrecoderDApp,
  XApp,
  XAppComponents,
  XAppInit,
  XAppModule,
} from '@chorus/contracts';
import { ModelError, type Model } from '@chorus/learning';
import { ChorusError } from './errors.ts';

const services = resolve(import.meta.dirname, '..');
const builtIn = {
  xApp: {
    'closed-form': 'xapps/closed-form/xapp.ts',
    actor: 'xapps/actor/xapp.ts',
    'c-rzf': 'xapps/c-rzf/xapp.ts',
    'p-rzf': 'xapps/p-rzf/xapp.ts',
    'weighted-interference': 'experiments/schemes/weighted-interference.ts',
  },
  'precoder dApp': {
    served: 'o-du/dapps/served.ts',
    wide: 'o-du/dapps/wide.ts',
    wmmse: 'o-du/dapps/wmmse.ts',
    'd-rzf': 'o-du/dapps/d-rzf.ts',
    relay: 'o-du/dapps/relay.ts',
  },
  'multiplier dApp': {
    newton: 'o-du/dapps/newton.ts',
    bisection: 'o-du/dapps/bisection.ts',
    network: 'o-du/dapps/network.ts',
    'network-plain': 'o-du/dapps/network-plain.ts',
  },
} as const satisfies Record<string, Record<string, string>>;
type Kind = keyof typeof builtIn;

/** Names of the apps that come with Chorus. */
export const builtInApps = {
  xapp: Object.keys(builtIn.xApp),
  precoder: Object.keys(builtIn['precoder dApp']),
  multiplier: Object.keys(builtIn['multiplier dApp']),
} as const;

// A user's module may lie anywhere, and still import '@chorus/phy' or '@chorus/contracts'.
registerHooks({
  resolve: (specifier, context, next) =>
    next(specifier, specifier.startsWith('@chorus/') ? { ...context, parentURL: import.meta.url } : context),
});

/** Loads an xApp by its built-in name or a module's path (from the working directory). */
export async function loadXApp(name: string, components: XAppComponents, init: XAppInit): Promise<XApp> {
  const module = (await load('xApp', name)) as Partial<XAppModule>;
  return construct('xApp', name, module.createXApp, 'createXApp', components, init);
}

/** Loads dApp 2 by its built-in name or a module's path. */
export async function loadPrecoder(
  name: string,
  components: DAppComponents,
  init: DAppInit,
): Promise<PrecoderDApp> {
  const module = (await load('precoder dApp', name)) as DAppModule;
  return construct('precoder dApp', name, module.createPrecoder, 'createPrecoder', components, init);
}

/** Loads dApp 1 by its built-in name or a module's path. */
export async function loadMultiplier(
  name: string,
  components: DAppComponents,
  init: DAppInit,
): Promise<MultiplierDApp> {
  const module = (await load('multiplier dApp', name)) as DAppModule;
  return construct('multiplier dApp', name, module.createMultiplier, 'createMultiplier', components, init);
}

function appPath(kind: Kind, name: string): string {
  const known: Record<string, string> = builtIn[kind];
  const path = Object.hasOwn(known, name) ? resolve(services, known[name]) : resolve(name);
  if (statSync(path, { throwIfNoEntry: false })?.isFile() !== true)
    throw new ChorusError('CHORUS_APP_NOT_FOUND', { kind, name, allowed: Object.keys(known).join(', ') });
  return path;
}

/** When the module that a path names was last written [ms]; 0 for a built-in app, and for a path to nowhere. */
export function moduleVersion(name: string): number {
  if (Object.values(builtIn).some((names) => Object.hasOwn(names, name))) return 0;
  return statSync(resolve(name), { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

/** Of modules that have been loaded, by path. */
const firstVersions = new Map<string, number>();

async function load(kind: Kind, name: string): Promise<unknown> {
  const path = appPath(kind, name);
  try {
    // Node keeps modules by their URL: one that has been edited since it was first loaded is another.
    const version = moduleVersion(name);
    const first = firstVersions.get(path) ?? version;
    firstVersions.set(path, first);
    return await import(`${pathToFileURL(path).href}${version === first ? '' : `?version=${version}`}`);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ChorusError('CHORUS_APP_INVALID', { kind, name, reason }, { cause: error });
  }
}

function construct<C, I extends { model?: Model | null }, A>(
  kind: Kind,
  name: string,
  create: ((components: C, init: I) => A) | undefined,
  exported: string,
  components: C,
  init: I,
): A {
  if (typeof create !== 'function')
    throw new ChorusError('CHORUS_APP_INVALID', { kind, name, reason: `it exports no function ${exported}` });
  try {
    return create(components, init);
  } catch (error) {
    if (!(error instanceof ModelError)) throw error;
    const model = init.model?.name ?? `of ${kind} ${name}`;
    throw new ChorusError('CHORUS_MODEL_INVALID', { name: model, reason: error.message }, { cause: error });
  }
}
