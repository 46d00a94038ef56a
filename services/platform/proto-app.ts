/** The messages of proto/app.proto, fields in camelCase; see proto.ts for their codecs. */

/** What of a testbed can be swapped: a scheme is its xApp and its precoder dApp. */
export type AppTarget = 'scheme' | 'xapp' | 'precoder' | 'multiplier';

/** Which app is to run. */
export interface AppAssignment {
  /** The A1 policy that it comes from; empty for what the scenario says. */
  policy: string;
  target: AppTarget;
  /** A built-in name, a module's path, an external xApp's name; empty for no xApp. */
  app: string;
  /** An xApp in a process of its own: those that host the scenario's only listen on. */
  external: boolean;
  /** What an external xApp gives; 'none' without xApp; empty where who loads it finds out. */
  gives: '' | 'none' | 'filters' | 'precoders';
  /** The policy's turn; 0 for the scenario. */
  order: number;
}
export interface AppPlan {
  /** Counts up from 1 with each plan. */
  generation: number;
  /** One for each target. */
  assignments: AppAssignment[];
}
/** The plan is in force from this near-RT loop on. */
export interface AppTakeover {
  generation: number;
  nearRtLoop: number;
}
