import type { z } from 'zod';
import { CommandState, CommandTaken, StoredRefusal } from '../../contracts/api/commands.ts';
import { unattendedHeader } from '../../contracts/api/session.ts';
import { isAttended } from './attendance.ts';
import { stepUp } from './step-up.ts';
import { ApiError, errorOf, networkError } from '../values/problem.ts';
import { reportSessionEnded, sessionNumber } from './session-ended.ts';
import { errorText } from '../../messages/error-texts.ts';

const base = '/api/v1';

export type Query = Readonly<
  Record<string, string | number | boolean | readonly string[] | null | undefined>
>;

interface RequestOptions {
  readonly query?: Query | undefined;
  readonly signal?: AbortSignal | undefined;
}

interface SendOptions extends RequestOptions {
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

async function call(method: string, path: string, options: SendOptions): Promise<Response> {
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
        ...(isAttended() ? {} : { [unattendedHeader]: 'true' }),
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
  // Read for the session that is now; what somebody pressed in a former one, and was refused, is theirs to press again.
  if (method === 'GET') return call(method, path, options);
  throw error;
}

/** The whole answer; one that broke off on its way is none. */
async function bodyOf(response: Response, signal: AbortSignal | undefined): Promise<unknown> {
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

type Method = 'POST' | 'PUT' | 'PATCH' | 'DELETE';

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

const firstPollMs = 300;
const longestPollMs = 2_000;

export interface CommandOptions extends SendOptions {
  /** Called once when the answer is 202: taken, not finished. */
  readonly onTaken?: (commandId: string) => void;
}

/**
 * A command of an integration with its final answer: a 202 is followed until the command is done (architecture.md 3).
 * Throws {@link ApiError} where it was refused, at once or later.
 */
export async function command<T extends z.ZodType>(
  method: Method,
  path: string,
  schema: T,
  options: CommandOptions & { readonly key: string; readonly integrationId: string },
): Promise<z.output<T>> {
  const response = await call(method, path, options);
  const body = await bodyOf(response, options.signal);
  const taken = response.status === 202 ? CommandTaken.safeParse(body) : null;
  if (taken?.success !== true) return schema.parse(body);
  options.onTaken?.(taken.data.commandId);
  const outcome = await outcomeOf(options.integrationId, taken.data.commandId, options.signal);
  return schema.parse(outcome);
}

/** Waits until a command that was taken is done; its stored answer, or its refusal as {@link ApiError}. */
export async function outcomeOf(
  integrationId: string,
  commandId: string,
  signal?: AbortSignal,
): Promise<unknown> {
  const path = `/integrations/${integrationId}/commands/${encodeURIComponent(commandId)}`;
  for (let wait = firstPollMs; ; wait = Math.min(longestPollMs, wait * 1.5)) {
    await pause(wait, signal);
    const state = await read(path, CommandState, { signal });
    if (state.state !== 'done') continue;
    if (state.status !== null && state.status >= 400) throw problemOfCommand(state.status, state.body);
    return state.body;
  }
}

function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms);
    signal?.addEventListener('abort', () => {
      clearTimeout(timer);
      reject(new DOMException('aborted', 'AbortError'));
    });
  });
}

/** The stored refusal with the words of its codes. */
function problemOfCommand(status: number, body: unknown): ApiError {
  const refusal = StoredRefusal.safeParse(body);
  const code = refusal.success ? refusal.data.code : 'InternalError';
  const definition = errorText(code);
  const entries = refusal.data?.errors ?? [];
  return new ApiError({
    status,
    code,
    title: definition?.title ?? code,
    detail: refusal.data?.detail ?? definition?.advice ?? '',
    items: entries.map((entry) => {
      const words = errorText(entry.code ?? '');
      return {
        ...entry,
        code: entry.code ?? null,
        detail: entry.detail ?? words?.title ?? '',
        advice: entry.advice ?? words?.advice ?? null,
      };
    }),
  });
}
