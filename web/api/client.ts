import type { z } from 'zod';
import { unattendedHeader } from '../../contracts/api/session.ts';
import { isUserActive } from './user-activity.ts';
import { stepUp } from './step-up.ts';
import { errorOf, networkError } from '../values/problem.ts';
import { reportSessionEnded, sessionNumber } from './session-ended.ts';

const base = '/api/v1';

export type Query = Readonly<
  Record<string, string | number | boolean | readonly string[] | null | undefined>
>;

interface RequestOptions {
  readonly query?: Query | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface SendOptions extends RequestOptions {
  readonly body?: unknown;
  /** One for each opened form or pressed command: a repeat with the same key has one effect. */
  readonly key?: string | undefined;
}

/** `?a=1&b=x,y`; what is null, undefined or empty is left out. */
export function queryText(query: Query | undefined): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query ?? {})) {
    const text = Array.isArray(value)
      ? value.join(',')
      : value === null || value === undefined
        ? ''
        : String(value);
    if (text !== '') search.set(name, text);
  }
  const text = search.toString();
  return text === '' ? '' : `?${text}`;
}

/** A file of tables, by its ending. */
export type TableFormat = 'xlsx' | 'csv';

/** The address of a call, for links that download. */
export const apiAddress = (path: string, query?: Query): string => `${base}${path}${queryText(query)}`;

export async function call(method: string, path: string, options: SendOptions): Promise<Response> {
  const { body, key, signal } = options;
  const session = sessionNumber();
  let response: Response;
  try {
    response = await fetch(apiAddress(path, options.query), {
      method,
      credentials: 'same-origin',
      headers: {
        accept: 'application/json',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(key === undefined ? {} : { 'idempotency-key': key }),
        ...(isUserActive() ? {} : { [unattendedHeader]: 'true' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(signal === undefined ? {} : { signal }),
    });
  } catch (error) {
    if (signal?.aborted === true) throw error;
    throw networkError();
  }
  if (response.ok) return response;
  const error = await errorOf(response);
  // Nothing of it was done: with the password given it is sent as it was.
  if (error.code === 'StepUpRequired' && (await stepUp())) return call(method, path, options);
  if (error.code !== 'NotSignedIn' || reportSessionEnded(session)) throw error;
  // Read for the session that is now; what somebody pressed in a former one, and was rejected, is theirs to press again.
  if (method === 'GET') return call(method, path, options);
  throw error;
}

/** The whole answer; one that broke off on its way is none. */
export async function bodyOf(response: Response, signal: AbortSignal | undefined): Promise<unknown> {
  try {
    return await response.json();
  } catch (error) {
    if (signal?.aborted === true) throw error;
    throw networkError();
  }
}

/** A GET whose answer fits its schema. Throws {@link ApiError}. */
export async function read<T extends z.ZodType>(
  path: string,
  schema: T,
  options: RequestOptions = {},
): Promise<z.output<T>> {
  const response = await call('GET', path, options);
  return schema.parse(await bodyOf(response, options.signal));
}

/** A file, whole. For one that asks nothing of the person a link is enough. Throws {@link ApiError}. */
export async function readFile(path: string): Promise<Blob> {
  const response = await call('GET', path, {});
  try {
    return await response.blob();
  } catch {
    throw networkError();
  }
}

export type Method = 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** A change with an answer. Throws {@link ApiError}. */
export async function send<T extends z.ZodType>(
  method: Method,
  path: string,
  schema: T,
  options: SendOptions = {},
): Promise<z.output<T>> {
  const response = await call(method, path, options);
  return schema.parse(await bodyOf(response, options.signal));
}

/** A change without an answer body (204). */
export async function sendOnly(method: Method, path: string, options: SendOptions = {}): Promise<void> {
  await call(method, path, options);
}
