import type { z } from 'zod';
import { CommandRejection, CommandState, CommandTaken } from '../../contracts/api/commands.ts';
import { ApiError } from '../values/problem.ts';
import { bodyOf, call, type Method, read, type SendOptions } from './client.ts';

const firstPollMs = 300;
const longestPollMs = 2_000;

export interface CommandOptions extends SendOptions {
  /** Called once when the answer is 202: taken, not finished. */
  readonly onTaken?: (commandId: string) => void;
}

/**
 * A command of an integration with its final answer: a 202 is followed until the command is done (architecture.md 3).
 * Throws {@link ApiError} where it was rejected, immediately or later.
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

/** Waits until a command that was taken is done; its stored answer, or its rejection as {@link ApiError}. */
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

function problemOfCommand(status: number, body: unknown): ApiError {
  const { code, title, detail, errors } = CommandRejection.parse(body);
  return new ApiError({ status, code, title, detail, items: errors });
}
