// The A1 policy types of the near-RT RIC, by their numbers (docs/interfaces.md).

/** R_k^min of constraint (10b). */
export const MINIMUM_RATE = 20100;
/** The model that users' actors, or the O-DUs' dApp 1, run. */
export const MODEL = 20101;
/** Which xApp, dApps or scheme run. */
export const APPS = 20102;
