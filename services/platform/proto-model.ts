/** The messages of proto/model.proto, fields in camelCase; see proto.ts for their codecs. */

/** Which model is to run; `users` is empty for an O-DU. */
export interface ModelAssignment {
  /** The A1 policy that it comes from. */
  policy: string;
  model: string;
  version: number;
  /** SHA-256 of the weights. */
  checksum: string;
  /** Where the registry has the file. */
  url: string;
  users: number[];
}
export interface ModelPlan {
  /** Counts up from 1 with each plan. */
  generation: number;
  assignments: ModelAssignment[];
}
/** The plan is in force in the controls for this near-RT loop and later ones. */
export interface ModelTakeover {
  generation: number;
  nearRtLoop: number;
}
