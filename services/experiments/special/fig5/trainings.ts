/** A training whose curve Fig. 5 shows, one panel each. */
export interface ShownTraining {
  readonly id: string;
  /** The name of one in deploy/training. */
  readonly training: string;
  readonly title: string;
  /** What makes it shorter than the file has it. */
  readonly set: readonly string[];
  /** What differs from the paper, in Markdown. */
  readonly differs: string;
}

export const TRAININGS: readonly ShownTraining[] = [
  {
    id: 'a',
    training: 'paper-shape',
    title: 'From random weights: an actor and joint critics for each of six users',
    set: [],
    differs:
      'Panel a has the shape of the paper (an actor and joint critics for each user, own rates as rewards) on one network of 16 O-RUs and 6 users instead of 100 and 48, and the policy `residual`, which corrects the closed form, instead of free U_k and L_k; held out are channels of that network.',
  },
  {
    id: 'b',
    training: 'covariance-sac',
    title: 'From the closed form: one actor for all users, another network in each episode',
    set: ['iterations=60', 'evaluate.every=10'],
    differs:
      'Panel b shares one actor among all users, which see Xi_k,k and J_k, and learns on ever other networks of a quarter of the size of the paper’s; held out are networks that training never saw. It begins at the closed form without loading.',
  },
];
