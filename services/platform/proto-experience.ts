/** The message of proto/experience.proto, fields in camelCase; see proto.ts for its codec. */
export interface Experience {
  /** n, the loop that the actions are for. */
  nearRtLoop: number;
  users: number[];
  /** o_k(n), [users, observation] real. */
  observations: Uint8Array;
  /** Before tanh, [users, action] real. */
  actions: Uint8Array;
  /** R_k(n - 1), [users] real. */
  rewards: Uint8Array;
}
