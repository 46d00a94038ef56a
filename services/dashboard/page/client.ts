import type {
  AppsView,
  CdfView,
  HistoryView,
  ImpairmentsSet,
  ImpairmentsView,
  MinimumRateRequest,
  ModelRequest,
  ModelStatus,
  ModelSummary,
  Refused,
  SwapRequest,
  SwapStatus,
  TestbedView,
} from '../api.ts';

/** A request that was refused, with the server's reason, or that no server answered. */
export class RequestFailed extends Error {
  /** HTTP status; 0 where there was no answer. */
  readonly status: number;

  constructor(message: string, status: number) {
    super(message);
    this.status = status;
  }
}

/** The server's REST; each call fails with RequestFailed. */
export const client = {
  testbed: () => ask<TestbedView>('GET', '/api/testbed'),
  history: (points: number) => ask<HistoryView>('GET', `/api/history?points=${points}`),
  cdf: () => ask<CdfView[]>('GET', '/api/cdf'),
  apps: () => ask<AppsView>('GET', '/api/apps'),
  swapStatus: (target: SwapRequest['target']) => ask<SwapStatus>('GET', `/api/apps/status?target=${target}`),
  models: () => ask<ModelSummary[]>('GET', '/api/models'),
  deployModel: (request: ModelRequest) => ask<ModelStatus>('PUT', '/api/models', request),
  modelStatus: () => ask<ModelStatus>('GET', '/api/models/status'),
  swap: (request: SwapRequest) => ask<SwapStatus>('PUT', '/api/apps', request),
  setMinimumRate: (request: MinimumRateRequest) => ask<unknown>('PUT', '/api/minimum-rate', request),
  impairments: () => ask<ImpairmentsView>('GET', '/api/impairments'),
  setImpairments: (part: Partial<ImpairmentsView>) => ask<ImpairmentsSet>('PUT', '/api/impairments', part),
};

async function ask<T>(method: string, path: string, body?: unknown): Promise<T> {
  let answer: Response;
  let text: string;
  try {
    answer = await fetch(path, {
      method,
      ...(body === undefined
        ? {}
        : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    });
    text = await answer.text();
  } catch {
    throw new RequestFailed('the dashboard’s server does not answer', 0);
  }
  const parsed = parse(text);
  if (answer.ok) return parsed as T;
  const reason = (parsed as Partial<Refused> | null)?.error;
  throw new RequestFailed(reason ?? `${method} ${path}: HTTP ${answer.status}`, answer.status);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** The text of anything that was thrown. */
export const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
