import type { Response } from 'express';
import { isApiKeyInUse } from '../../../db/people/api-keys.ts';
import { findSession } from '../../../db/people/sessions.ts';
import type { ApiDependencies } from '../../dependencies.ts';
import { type Route, route } from '../../route.ts';
import type { Caller } from '../../sign-in/caller.ts';

/** Below the idle limits of usual proxies (60 s). */
const pingMs = 25_000;
/** How often it is asked whether session or key still stand: what was ended hears nothing more within seconds. */
const lookMs = 4_000;
/** Then the browser connects again: a connection that broke unnoticed is not held open. */
const longestMs = 10 * 60_000;
/** Of one session or key, in this process. Tabs that are never closed must not hold connections without end. */
const mostOpen = 10;
/** Of one member over all of their sessions and keys, in this process. */
const mostOpenOfMember = 30;
/** What a browser waits before it connects again. */
const reconnectMs = 2_000;

/** Ids of what changed, for clients that then read again; `resync` where something may have been missed. */
export const eventRoutes: readonly Route[] = [
  route({
    method: 'get',
    path: '/events',
    tag: 'Live',
    summary: 'Server-sent events: ids of what changed',
    needs: 'read',
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

/** Ends of the open streams, by session, key, and member, the oldest first. */
const open = new Map<string, (() => void)[]>();

/** Notes one more open stream, and ends the oldest where there are too many. Gives how to forget it. */
function noteOpen(opener: string, most: number, end: () => void): () => void {
  const ends = open.get(opener) ?? [];
  open.set(opener, ends);
  ends.push(end);
  if (ends.length > most) ends.shift()?.();
  return () => {
    const at = ends.indexOf(end);
    if (at >= 0) ends.splice(at, 1);
    if (ends.length === 0) open.delete(opener);
  };
}

/** Is the session or key still one? A database that does not answer is no reason to end. */
const stillStands = (deps: ApiDependencies, caller: Caller): Promise<boolean> =>
  (caller.sessionHash === null
    ? isApiKeyInUse(deps.db, caller.tenantId, caller.actor.id)
    : findSession(deps.db, caller.sessionHash, deps.settings.sessionLimits).then((found) => found !== null)
  ).catch(() => true);

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
  const close = (): void => {
    response.end();
  };
  const end = setTimeout(close, longestMs);
  const forget = [
    noteOpen(caller.sessionHash ?? caller.actor.id, mostOpen, close),
    noteOpen(`member ${caller.member.id}`, mostOpenOfMember, close),
  ];
  const look = setInterval(() => {
    void stillStands(deps, caller).then((stands) => {
      if (!stands) close();
    });
  }, lookMs);
  for (const timer of [ping, end, look]) timer.unref();
  response.on('close', () => {
    unsubscribe();
    for (const from of forget) from();
    clearInterval(ping);
    clearInterval(look);
    clearTimeout(end);
  });
}
