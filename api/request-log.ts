import { AsyncResource } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';
import type { RequestHandler, Response } from 'express';
import type { Logger } from 'pino';
import { withLogContext } from '../telemetry/log-context.ts';
import type { HttpMetrics } from './metrics.ts';
import type { Caller } from './sign-in/caller.ts';

/** Set by the first middleware on every response. */
export function requestIdOf(response: Response): string {
  const id: unknown = response.locals['requestId'];
  return typeof id === 'string' ? id : 'unknown';
}

/**
 * One line and one measurement for each request, whose ID is in each line written for it. The fields are listed here and nowhere else: no headers, no
 * bodies, no query strings, no addresses of pages (architecture.md 11, log allow-list).
 */
export function requestLog(logger: Logger, metrics: HttpMetrics): RequestHandler {
  return (request, response, next) => {
    const started = process.hrtime.bigint();
    const requestId = randomUUID();
    response.locals['requestId'] = requestId;
    response.setHeader('X-Request-Id', requestId);
    const log = (): void => {
      const milliseconds = Number(process.hrtime.bigint() - started) / 1e6;
      const route: unknown = response.locals['route'];
      const caller = response.locals['caller'] as Caller | null | undefined;
      const code: unknown = response.locals['code'];
      const pattern = typeof route === 'string' ? route : 'none';
      metrics.observe(request.method, pattern, response.statusCode, milliseconds / 1_000);
      logger.info(
        {
          method: request.method,
          route: pattern,
          status: response.statusCode,
          milliseconds: Math.round(milliseconds),
          actorKind: caller?.actor.kind,
          actorId: caller?.actor.id,
          tenantId: caller?.tenantId,
          code: typeof code === 'string' ? code : undefined,
          finished: response.writableFinished,
        },
        'request',
      );
    };
    withLogContext({ requestId }, () => {
      response.on('close', AsyncResource.bind(log));
      next();
    });
  };
}
