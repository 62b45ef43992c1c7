import type { z } from 'zod';
import type { ScenarioStore } from '../scenario-store.ts';

/** What every control call can reach. */
export interface ControlContext {
  readonly store: ScenarioStore;
  /** Called when another scenario was loaded, so that the credentials on disk follow. */
  readonly scenarioReplaced: () => void;
}

export interface ControlCall {
  /** Values of the `:name` parts of the pattern, decoded. */
  readonly parameters: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
}

export interface ControlRoute {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** Path with `:name` for a variable part. */
  readonly pattern: string;
  /** Throws ControlError, or a ZodError for a body that does not fit. */
  readonly run: (context: ControlContext, call: ControlCall, body: unknown) => unknown;
}

export function get(
  pattern: string,
  run: (context: ControlContext, call: ControlCall) => unknown,
): ControlRoute {
  return { method: 'GET', pattern, run };
}

/** A POST whose body is checked by `schema` first. */
export function post<S extends z.ZodType>(
  pattern: string,
  schema: S,
  run: (context: ControlContext, body: z.output<S>, call: ControlCall) => unknown,
): ControlRoute {
  return {
    method: 'POST',
    pattern,
    run: (context, call, body) => run(context, schema.parse(body ?? {}), call),
  };
}

/** The value of a variable part; a missing one is a defect of the route table. */
export function parameter(call: ControlCall, name: string): string {
  const value = call.parameters[name];
  if (value === undefined) throw new Error(`The route has no part :${name}`);
  return value;
}
