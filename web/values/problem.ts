import { ProblemBody, type ProblemItem } from '../../contracts/api/common.ts';
import { commonText } from './common-texts.ts';

/** What an answer that is no success says; also what a request that got no answer becomes. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  readonly title: string;
  readonly detail: string;
  readonly items: readonly ProblemItem[];
  /** Null where no answer came. */
  readonly requestId: string | null;
  readonly retryAfterSeconds: number | null;

  constructor(parts: {
    readonly status: number;
    readonly code: string;
    readonly title: string;
    readonly detail: string;
    readonly items?: readonly ProblemItem[];
    readonly requestId?: string | null;
    readonly retryAfterSeconds?: number | null;
  }) {
    super(parts.title);
    this.name = 'ApiError';
    this.status = parts.status;
    this.code = parts.code;
    this.title = parts.title;
    this.detail = parts.detail;
    this.items = parts.items ?? [];
    this.requestId = parts.requestId ?? null;
    this.retryAfterSeconds = parts.retryAfterSeconds ?? null;
  }
}

/** Status 0: nobody answered. */
export const networkError = (): ApiError =>
  new ApiError({
    status: 0,
    code: 'NoAnswer',
    title: commonText('console-common.no-response'),
    detail: commonText('console-common.no-response-detail'),
  });

/** A problem body as sent, or the bare status where the answer is none of ours (a proxy's page). */
export async function errorOf(response: Response): Promise<ApiError> {
  const body = ProblemBody.safeParse(await response.json().catch(() => null));
  const retryAfter = Number(response.headers.get('retry-after'));
  const retryAfterSeconds = retryAfter > 0 ? retryAfter : null;
  if (!body.success) {
    return new ApiError({
      status: response.status,
      code: 'NoAnswer',
      title: commonText('console-common.unreadable', { status: String(response.status) }),
      detail: commonText('console-common.unreadable-detail'),
      retryAfterSeconds,
    });
  }
  const { status, code, title, detail, errors, requestId } = body.data;
  return new ApiError({ status, code, title, detail, items: errors, requestId, retryAfterSeconds });
}

/** Anything thrown as an ApiError, so that a card can always show it. */
export function asApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  return new ApiError({
    status: 0,
    code: 'InternalError',
    title: commonText('console-common.internal-error'),
    detail: error instanceof Error ? error.message.slice(0, 300) : commonText('console-common.unknown-error'),
  });
}

/** A part of ours was away, or the same press is in progress in another tab: its answer comes to both. */
const passingStatus: ReadonlySet<number> = new Set([0, 502, 503, 504]);

/** Worth sending again as it is, with the same key. */
export const isPassing = (error: unknown): boolean =>
  error instanceof ApiError && (passingStatus.has(error.status) || error.code === 'RequestInFlight');
