import { isGrpcDeadlineError, isGrpcServiceError } from '@temporalio/client';
import type { Response } from 'express';
import type { z } from 'zod';
import type { ProblemBody, ProblemItem } from '../contracts/api/common.ts';
import { isDatabaseTrouble, isDiskFull } from '../db/driver/database-unavailable.ts';
import { MasterKeyChanged } from '../db/secrets/key-ring.ts';
import { type CalledIfKnown, inNames, namesOnly } from '../domain/called.ts';
import type { RefusedItem } from '../use-cases/outcome.ts';
import {
  bringsAdvice,
  definitionOf,
  type ErrorCode,
  errors,
  type ErrorDefinition,
} from '../contracts/errors.ts';

/** The one place where what went wrong becomes a problem body (RFC 9457, architecture.md 7). */

/** Seconds to wait before a repeat, where a part of ours does not answer. */
const retryAfterSeconds = 5;

/** Thrown by handlers for an answer that is not a success; everything else thrown is a fault. */
export class Problem extends Error {
  readonly code: ErrorCode;
  readonly status: number;
  readonly detail: string;
  readonly items: readonly ProblemItem[];
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    code: ErrorCode,
    more: {
      readonly detail?: string;
      readonly items?: readonly ProblemItem[];
      readonly status?: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly cause?: unknown;
    } = {},
  ) {
    super(code, more.cause === undefined ? {} : { cause: more.cause });
    const definition: ErrorDefinition = errors[code];
    this.code = code;
    this.status = more.status ?? definition.http ?? 500;
    this.detail = more.detail ?? definition.advice;
    this.items = more.items ?? [];
    this.headers = {
      ...(this.status === 503 ? { 'Retry-After': String(retryAfterSeconds) } : {}),
      ...more.headers,
    };
  }
}

/** One entry of `errors[]` with the words of its code. */
export function problemItem(code: ErrorCode, more: Partial<Omit<ProblemItem, 'code'>> = {}): ProblemItem {
  const definition: ErrorDefinition = errors[code];
  return { code, detail: definition.title, advice: definition.advice, ...more };
}

/** Entries of a refusal differ by what refuses; each gets the words of its code, and keeps its own facts. */
export function refusalItem(whole: string, entry: RefusedItem): ProblemItem {
  const code = entry.code === undefined ? whole : entry.code;
  const definition = definitionOf(code ?? '');
  return {
    ...entry,
    code,
    detail: entry.detail ?? entry.title ?? definition?.title ?? '',
    advice: entry.advice ?? definition?.advice ?? null,
  };
}

interface Cause {
  readonly code: string;
  readonly title: string;
  readonly detail: string;
  readonly advice: string;
}

/** The words of a code found in a row, in the names of its integration; unknown codes keep their own text. */
export function causeOf(code: string, detail: string | null, called: CalledIfKnown | null): Cause;
export function causeOf(
  code: string | null,
  detail: string | null,
  called: CalledIfKnown | null,
): Cause | null;
export function causeOf(
  code: string | null,
  detail: string | null,
  called: CalledIfKnown | null,
): Cause | null {
  if (code === null) return null;
  const definition = definitionOf(code, called);
  return {
    code,
    title: definition?.title ?? code,
    detail:
      detail === null
        ? (definition?.title ?? code)
        : inNames(detail, bringsAdvice(code) ? namesOnly(called) : called),
    advice: definition?.advice ?? '',
  };
}

/** So that a body of many mistakes does not get an answer many times its size. */
const mostErrors = 100;

/** Every issue with the path of its field, up to a hundred; unknown fields one entry each. */
export function validationProblem(
  error: z.ZodError,
  at: { readonly set?: string | undefined } = {},
): Problem {
  const set = at.set === undefined ? {} : { set: at.set };
  const items = error.issues
    .flatMap((issue): ProblemItem[] => {
      const path = issue.path.map(String).join('.');
      const entry = (field: string, detail: string): ProblemItem => ({
        code: 'ValidationFailed',
        detail,
        ...(field === '' ? {} : { field }),
        ...set,
      });
      if (issue.code === 'unrecognized_keys') {
        return issue.keys.map((key) => entry(path === '' ? key : `${path}.${key}`, 'unknown field'));
      }
      return [entry(path, issue.message)];
    })
    .slice(0, mostErrors);
  const names = items.map((item) => item.field).filter((field) => field !== undefined);
  return new Problem('ValidationFailed', {
    detail: names.length === 0 ? 'The request is not as it should be.' : `See errors: ${names.join(', ')}.`,
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

export function problemBody(problem: Problem, requestId: string, called: CalledIfKnown | null): ProblemBody {
  return {
    type: `urn:seatwise:problem:${problem.code}`,
    title: inNames(errors[problem.code].title, called),
    status: problem.status,
    code: problem.code,
    detail: inNames(problem.detail, called),
    errors: problem.items.map((item) => ({
      ...item,
      detail: inNames(item.detail, called),
      ...(typeof item.advice === 'string' ? { advice: inNames(item.advice, called) } : {}),
    })),
    requestId,
  };
}

export function sendProblem(
  response: Response,
  problem: Problem,
  requestId: string,
  called: CalledIfKnown | null,
): void {
  for (const [name, value] of Object.entries(problem.headers)) response.setHeader(name, value);
  response
    .status(problem.status)
    .type('application/problem+json')
    .send(JSON.stringify(problemBody(problem, requestId, called)));
}
