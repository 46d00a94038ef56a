import type { RzfScheme } from '../jobs/job.ts';

/** A constant of the closed form that may be chosen on other topologies. */
export interface Constant {
  readonly name: string;
  readonly set: readonly string[];
}

/** A way to precode, and how it comes to its constants. */
export interface Scheme {
  /** In tables and figures. */
  readonly label: string;
  /** Overrides of the scenario. */
  readonly set: readonly string[];
  /** lambda is tuned on each network, with its CSI error unless `perfectCsi`. */
  readonly rzf?: { readonly scheme: RzfScheme; readonly perfectCsi?: boolean };
  /** The one that does best on tuning topologies is taken. */
  readonly constants?: readonly Constant[];
  /** A model of deploy/models that it needs. */
  readonly model?: string;
}

/** A scheme that files, options and claims can speak of. */
export interface NamedScheme extends Scheme {
  readonly name: string;
}
