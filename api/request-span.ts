import type { Response } from 'express';
import { noteTrace } from '../telemetry/log-context.ts';
import { inRequestSpan, noteOnSpan } from '../telemetry/spans.ts';
import { toProblem } from './problems.ts';
import { requestIdOf } from './request-log.ts';
import type { Route } from './route.ts';
import type { Caller } from './sign-in/caller.ts';

/** Runs a route as the first span of a trace; what it throws, the error handler of the app answers. */
export function inSpanOfRequest(
  { method, path }: Pick<Route, 'method' | 'path'>,
  response: Response,
  work: () => Promise<void>,
): Promise<void> {
  const verb = method.toUpperCase();
  const attributes = { 'http.request.method': verb, 'http.route': path };
  return inRequestSpan(requestIdOf(response), `${verb} ${path}`, attributes, async () => {
    noteTrace();
    try {
      await work();
      noteOnSpan({ 'http.response.status_code': response.statusCode });
    } catch (error) {
      const { status, code } = toProblem(error);
      noteOnSpan({ 'http.response.status_code': status, 'error.type': code });
      throw error;
    } finally {
      const caller = response.locals['caller'] as Caller | null | undefined;
      if (caller != null) noteOnSpan({ 'seatwise.tenant_id': caller.tenantId });
    }
  });
}
