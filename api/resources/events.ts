import type { Response } from 'express';
import type { ApiDependencies } from '../dependencies.ts';
import { type Route, route } from '../route.ts';
import type { Caller } from '../sign-in/caller.ts';

/** Below the idle limits of usual proxies (60 s). */
const pingMs = 25_000;
/** Then the browser connects again, and with that its session is looked at again. */
const longestMs = 10 * 60_000;
/** What a browser waits before it connects again. */
const reconnectMs = 2_000;

/** Ids of what changed, for clients that then read again; `resync` where something may have been missed. */
export const eventRoutes: readonly Route[] = [
  route({
    method: 'get',
    path: '/events',
    tag: 'Live',
    summary: 'Server-sent events: ids of what changed',
    role: 'viewer',
    answers: { 200: { mediaType: 'text/event-stream' } },
    handle: ({ deps, caller }) =>
      Promise.resolve({
        kind: 'stream',
        write: (response) => {
          stream(deps, caller, response);
        },
      }),
  }),
];

function stream(deps: ApiDependencies, caller: Caller, response: Response): void {
  response.status(200);
  response.setHeader('Content-Type', 'text/event-stream');
  response.setHeader('Cache-Control', 'no-store');
  // Proxies must not gather what should arrive at once.
  response.setHeader('X-Accel-Buffering', 'no');
  response.flushHeaders();
  let count = 0;
  const send = (event: string, data: object): void => {
    count += 1;
    response.write(`id: ${Date.now()}-${count}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
  };
  response.write(`retry: ${reconnectMs}\n\n`);
  const unsubscribe = deps.notifications.subscribe((notification) => {
    if (notification.kind === 'resync') {
      send('resync', {});
    } else if (notification.tenantId === caller.tenantId) {
      const { integrationId, subject, id } = notification;
      send('change', { integrationId, subject, id });
    }
  });
  // From here on nothing is missed; what the client read before, it reads again.
  send('resync', {});
  const ping = setInterval(() => response.write(': ping\n\n'), pingMs);
  const end = setTimeout(() => response.end(), longestMs);
  ping.unref();
  end.unref();
  response.on('close', () => {
    unsubscribe();
    clearInterval(ping);
    clearTimeout(end);
  });
}
