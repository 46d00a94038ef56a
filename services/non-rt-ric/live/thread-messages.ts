import type { CurveRecord } from '../training/curve.ts';
import type { Best } from '../training/checkpoint.ts';
import type { Episode } from '../training/sac-training.ts';
import type { Training } from '../training/training.ts';

/** What the thread that trains is started with. */
export interface ThreadInit {
  readonly training: Training;
  readonly folder: string;
  readonly resume: boolean;
  /** The command line, for the models' records. */
  readonly command: string;
}

/** How the best actors so far do on held-out networks. */
export type BestSoFar = Omit<Best, 'actors'>;

/** From the thread that trains to the rApp. */
export type FromThread =
  | { readonly kind: 'backend'; readonly backend: string | null }
  /** Wants these models in force, and then an iteration's episodes. */
  | { readonly kind: 'collect'; readonly models: readonly string[] }
  | { readonly kind: 'record'; readonly record: CurveRecord; readonly best: BestSoFar }
  /** The best models' files, by held-out networks. */
  | { readonly kind: 'done'; readonly files: readonly string[] }
  | { readonly kind: 'failed'; readonly code: string; readonly message: string };

/** From the rApp to the thread that trains. */
export type ToThread =
  | { readonly kind: 'episodes'; readonly episodes: Episode[] }
  | { readonly kind: 'stop'; readonly why: string };
