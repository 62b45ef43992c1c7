import { issueMessage } from '../contracts/api/issue-message.ts';
import type { Rejected } from '../use-cases/outcome.ts';
import { StoredMessage } from '../messages/stored.ts';
import { isGrpcDeadlineError, isGrpcServiceError } from '@temporalio/client';
import type { Response } from 'express';
import type { z } from 'zod';
import type { ProblemBody, ProblemItem } from '../contracts/api/common.ts';
import { type Message, message } from '../messages/message.ts';
import type { Renderer } from '../messages/rendering/renderer.ts';
import { isDatabaseTrouble, isDiskFull } from '../db/driver/database-unavailable.ts';
import { MasterKeyChanged } from '../db/secrets/key-ring.ts';
import type { RejectedItem } from '../contracts/stored/rejection.ts';
import { type ErrorCode, isErrorCode, statusOf } from '../contracts/errors.ts';

/** The one place where what went wrong becomes a problem body (RFC 9457, architecture.md 7). */

/** Seconds to wait before a repeat, where a part of ours does not answer. */
const retryAfterSeconds = 5;

/** An entry of `errors[]` before it is rendered; without texts it has those of its code. */
export type ProblemEntry = Omit<ProblemItem, 'detail' | 'advice' | 'title'> & {
  readonly detail?: Message | undefined;
  readonly advice?: Message | null | undefined;
};

/** Thrown by handlers for an answer that is not a success; everything else thrown is a fault. */
export class Problem extends Error {
  readonly code: ErrorCode;
  readonly status: number;
  /** Null: the advice of the code says it. */
  readonly detail: Message | null;
  readonly items: readonly ProblemEntry[];
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    code: ErrorCode,
    more: {
      readonly detail?: Message;
      readonly items?: readonly ProblemEntry[];
      readonly status?: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly cause?: unknown;
    } = {},
  ) {
    super(code, more.cause === undefined ? {} : { cause: more.cause });
    this.code = code;
    this.status = more.status ?? statusOf(code);
    this.detail = more.detail ?? null;
    this.items = more.items ?? [];
    this.headers = {
      ...(this.status === 503 ? { 'Retry-After': String(retryAfterSeconds) } : {}),
      ...more.headers,
    };
  }
}

/** One entry of `errors[]`. */
export const problemItem = (code: ErrorCode, more: Omit<ProblemEntry, 'code'> = {}): ProblemEntry => ({
  code,
  ...more,
});

/** Entries of a rejection differ by what rejects; each keeps its own facts, and has the code of the whole without its own. */
const rejectionItem = (whole: string, { detail, ...entry }: RejectedItem): ProblemEntry => ({
  ...entry,
  code: entry.code === undefined ? whole : entry.code,
  detail: detail ?? undefined,
});

/** What a use case or a stored command rejected. */
export const rejectionProblem = (
  { code, detail, items }: Pick<Rejected, 'code' | 'detail' | 'items'>,
  more: Pick<Problem, 'status' | 'headers'> | null = null,
): Problem =>
  new Problem(code, {
    ...more,
    ...(detail === null ? {} : { detail }),
    items: items.map((item) => rejectionItem(code, item)),
  });

/** The texts of one item of an answer that was rejected while others hold. */
export const rejectionWords = (code: ErrorCode, detail: Message | null, render: Renderer) => ({
  code,
  title: render(message(`error.${code}`)),
  advice: render(message(`error.${code}.advice`)),
  detail: render(detail ?? message(`error.${code}`)),
  params: paramsOf(detail),
});

/** The values in a message; none without one. */
export const paramsOf = (detail: Message | null): ProblemBody['params'] =>
  (detail?.params ?? {}) as ProblemBody['params'];

interface Cause {
  readonly code: string;
  readonly title: string;
  readonly detail: string;
  readonly advice: string;
}

/** Returns what happened, for a code found in a row and the message stored with it; null: nothing is wrong. */
export type Causes = (code: string | null, detail: unknown) => Cause | null;

/** In the language and the terms of the renderer; a code that this version does not know is its own title. */
export const causesIn =
  (render: Renderer): Causes =>
  (code, detail) => {
    if (code === null) return null;
    const title = isErrorCode(code) ? render(message(`error.${code}`)) : code;
    return {
      code,
      title,
      detail: detail === null ? title : render(StoredMessage.parse(detail)),
      advice: isErrorCode(code) ? render(message(`error.${code}.advice`)) : '',
    };
  };

/** So that a body of many mistakes does not get an answer many times its size. */
const mostErrors = 100;

/** Every issue with the path of its field, up to a hundred; unknown fields one entry each. */
export function validationProblem(
  error: z.ZodError,
  at: { readonly set?: string | undefined } = {},
): Problem {
  const set = at.set === undefined ? {} : { set: at.set };
  const items = error.issues
    .flatMap((issue): ProblemEntry[] => {
      const path = issue.path.map(String).join('.');
      const entry = (field: string, detail: Message): ProblemEntry => ({
        code: 'ValidationFailed',
        detail,
        ...(field === '' ? {} : { field }),
        ...set,
      });
      if (issue.code === 'unrecognized_keys') {
        return issue.keys.map((key) =>
          entry(path === '' ? key : `${path}.${key}`, message('requests.unknown-field')),
        );
      }
      return [entry(path, issueMessage(issue))];
    })
    .slice(0, mostErrors);
  const names = items.map((item) => item.field).filter((field) => field !== undefined);
  return new Problem('ValidationFailed', {
    detail: names.length === 0 ? message('requests.invalid') : message('requests.fields', { fields: names }),
    items,
  });
}

const property = (error: unknown, name: string): unknown =>
  typeof error === 'object' && error !== null && name in error
    ? (error as Record<string, unknown>)[name]
    : undefined;

/** UNAVAILABLE, nobody there; RESOURCE_EXHAUSTED, the server is overloaded. */
const grpcUnavailable: ReadonlySet<number> = new Set([14, 8]);

/** Also what came too late. Looks through the SDK's wrappers. */
export function isTemporalUnavailable(error: unknown): boolean {
  if (isGrpcDeadlineError(error)) return true;
  if (isGrpcServiceError(error)) return grpcUnavailable.has(error.code);
  if (
    error instanceof Error &&
    (error.name === 'ServiceError' || error.name === 'WorkflowUpdateRPCTimeoutOrCancelledError')
  ) {
    return error.cause === undefined ? error.name !== 'ServiceError' : isTemporalUnavailable(error.cause);
  }
  return false;
}

/** body-parser marks its errors with a type. */
function bodyProblem(error: unknown): Problem | null {
  const type = property(error, 'type');
  if (type === 'entity.too.large') return new Problem('RequestTooLarge', { cause: error });
  if (type === 'entity.parse.failed') return new Problem('MalformedRequest', { cause: error });
  const status = property(error, 'status');
  if (typeof type === 'string' && typeof status === 'number' && status < 500) {
    return new Problem('MalformedRequest', { cause: error });
  }
  // Express: a path with a broken %-sequence.
  if (error instanceof URIError || status === 400) return new Problem('MalformedRequest', { cause: error });
  return null;
}

/** Translates anything thrown. What it does not know is an error of ours and says nothing of the inside. */
export function toProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof MasterKeyChanged) return new Problem('MasterKeyChanged', { cause: error });
  if (isGrpcServiceError(error) || isTemporalUnavailable(error)) {
    return isTemporalUnavailable(error)
      ? new Problem('TemporalUnavailable', { cause: error })
      : new Problem('InternalError', { cause: error });
  }
  if (isDiskFull(error)) return new Problem('DiskFull', { cause: error });
  if (isDatabaseTrouble(error)) return new Problem('DatabaseUnavailable', { cause: error });
  return bodyProblem(error) ?? new Problem('InternalError', { cause: error });
}

/** The body in the language and the terms of the renderer. */
export function problemBody(problem: Problem, requestId: string, render: Renderer): ProblemBody {
  const title = render(message(`error.${problem.code}`));
  const detail = render(problem.detail ?? message(`error.${problem.code}.advice`));
  return {
    type: `urn:seatwise:problem:${problem.code}`,
    title,
    status: problem.status,
    code: problem.code,
    detail,
    message: render(message('requests.problem', { title, detail })),
    params: paramsOf(problem.detail),
    errors: problem.items.map((item) => itemBody(item, render)),
    requestId,
  };
}

function itemBody({ detail, advice, ...item }: ProblemEntry, render: Renderer): ProblemItem {
  const code = item.code !== null && isErrorCode(item.code) ? item.code : null;
  const general = code === null ? null : message(`error.${code}.advice`);
  return {
    ...item,
    // The verdict on a credential, which is shown by itself.
    ...(item.ok === undefined ? {} : { title: code === null ? null : render(message(`error.${code}`)) }),
    detail: textOr(render, detail ?? (code === null ? null : message(`error.${code}`))) ?? '',
    ...(advice === undefined && general === null ? {} : { advice: textOr(render, advice ?? general) }),
  };
}

const textOr = (render: Renderer, text: Message | null): string | null =>
  text === null ? null : render(text);

export function sendProblem(response: Response, problem: Problem, requestId: string, render: Renderer): void {
  for (const [name, value] of Object.entries(problem.headers)) response.setHeader(name, value);
  response
    .status(problem.status)
    .type('application/problem+json')
    .send(JSON.stringify(problemBody(problem, requestId, render)));
}
