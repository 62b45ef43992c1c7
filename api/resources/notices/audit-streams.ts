import { z } from 'zod';
import {
  AuditStream,
  AuditStreamChange,
  AuditStreamList,
  AuditStreamPage,
  AuditStreamQuery,
  AuditStreamWithSecret,
  NewAuditStream,
} from '../../../contracts/api/audit-streams.ts';
import { Id } from '../../../contracts/api/common.ts';
import { cursorText, parseCursor, streamKindOf } from '../../../domain/audit-streams.ts';
import { inOneSnapshot } from '../../../db/driver/page.ts';
import { eventsAfter, isInChain, newestPosition } from '../../../db/lists/streamed-events.ts';
import type { Database } from '../../../db/model/database.ts';
import { type AuditStream as StoredStream, listAuditStreams } from '../../../db/notices/audit-streams.ts';
import {
  addAuditStream,
  changeAuditStream,
  dropAuditStream,
  renewStreamSecret,
} from '../../../use-cases/notices/audit-streams.ts';
import { streamedEvent } from '../../../use-cases/notices/streamed-events.ts';
import { askedFrom, carryOut } from '../../carry-out.ts';
import { iso, isoOrNull } from '../../list-answer.ts';
import { causesIn, Problem } from '../../problems.ts';
import { rendererOf } from '../../rendering.ts';
import { created, emptyBody, noContent, ok, type Route, route, type UntypedCall } from '../../route.ts';

const tag = 'Audit';

const Params = z.object({ streamId: Id });

function stateOf({ pausedAt, failingSince }: StoredStream): z.input<typeof AuditStream>['state'] {
  if (pausedAt !== null) return 'paused';
  return failingSince === null ? 'active' : 'failing';
}

/** @param newest position of the newest entry that can be sent */
function wire(stream: StoredStream, newest: number, { request }: Pick<UntypedCall, 'request'>) {
  const { lastFailure } = stream;
  const causes = causesIn(rendererOf(request, null));
  return {
    id: stream.id,
    kind: streamKindOf(stream.url),
    url: stream.url,
    ca: stream.ca,
    state: stateOf(stream),
    sentTo: stream.sentTo,
    waiting: Math.max(0, newest - stream.sentTo),
    createdBy: stream.createdBy,
    createdAt: iso(stream.createdAt),
    lastSuccessAt: isoOrNull(stream.lastSuccessAt),
    failingSince: isoOrNull(stream.failingSince),
    lastFailure:
      lastFailure === null
        ? null
        : { at: iso(lastFailure.at), cause: causes(lastFailure.code, lastFailure.detail) },
  };
}

/** The secret is sealed, so a repeat cannot show it again. */
const withoutSecret = (body: unknown) => ({ ...(body as object), secret: null });

/** One page of the audit in the order of its chain. Throws `AuditCursorUnknown`. */
const pageAfter = (db: Database, tenantId: string, after: string | undefined, limit: number) =>
  inOneSnapshot(db, async (snapshot) => {
    const cursor = after === undefined ? null : parseCursor(after);
    if (cursor !== null && !(await isInChain(snapshot, tenantId, cursor)))
      throw new Problem('AuditCursorUnknown');
    const rows = await eventsAfter(snapshot, tenantId, cursor?.position ?? 0, limit);
    const last = rows.at(-1);
    const place = last === undefined ? cursor : { position: last.seq, hash: last.hash };
    return {
      events: rows.map(streamedEvent),
      cursor: place === null ? null : cursorText(place),
      more: last !== undefined && last.seq < (await newestPosition(snapshot, tenantId)),
    };
  });

/** The audit for other systems: read with a cursor, or sent to a receiver. */
export const auditStreamRoutes: readonly Route[] = [
  route({
    method: 'get',
    path: '/audit/stream',
    tag,
    summary: 'Audit entries after a cursor, oldest first; an entry appears once it has a checkpoint',
    needs: 'read-audit',
    query: AuditStreamQuery,
    answers: { 200: AuditStreamPage },
    problems: ['AuditCursorUnknown'],
    handle: async ({ deps, caller, query }) =>
      ok(await pageAfter(deps.db, caller.tenantId, query.after, query.limit)),
  }),
  route({
    method: 'get',
    path: '/audit-streams',
    tag,
    summary: 'Audit streams with the position each receiver has confirmed, oldest first',
    needs: 'manage-webhooks',
    answers: { 200: AuditStreamList },
    handle: async (call) => {
      const { deps, caller } = call;
      const newest = await newestPosition(deps.db, caller.tenantId);
      const streams = await listAuditStreams(deps.db, caller.tenantId);
      return ok({ items: streams.map((stream) => wire(stream, newest, call)) });
    },
  }),
  route({
    method: 'post',
    path: '/audit-streams',
    tag,
    summary: 'Add an audit stream; its secret is shown once',
    needs: 'manage-webhooks',
    privileged: true,
    body: {
      schema: NewAuditStream,
      example: { url: 'https://siem.harbor-lane.example/seatwise', from: 1 },
    },
    answers: { 201: AuditStreamWithSecret },
    problems: ['TooManyAuditStreams', 'AuditStreamAhead', 'AuditStreamCaUnreadable', 'MasterKeyChanged'],
    idempotency: 'stored',
    keep: withoutSecret,
    handle: async (call) => {
      const { deps, caller, body } = call;
      const createdBy = caller.member.id;
      const made = await carryOut(deps.db, (tx) =>
        addAuditStream(tx, deps.keyRing, { ...body, createdBy }, askedFrom(call)),
      );
      const newest = await newestPosition(deps.db, caller.tenantId);
      return created({ stream: wire(made.stream, newest, call), secret: made.secret });
    },
  }),
  route({
    method: 'patch',
    path: '/audit-streams/{streamId}',
    tag,
    summary: 'Pause or resume an audit stream, or send entries again',
    needs: 'manage-webhooks',
    privileged: true,
    params: Params,
    body: { schema: AuditStreamChange, example: { sendAgainFrom: 1 } },
    answers: { 200: AuditStream },
    problems: ['AuditStreamAhead'],
    handle: async (call) => {
      const { deps, caller, params, body } = call;
      const changed = await carryOut(deps.db, (tx) =>
        changeAuditStream(tx, params.streamId, body, askedFrom(call)),
      );
      return ok(wire(changed, await newestPosition(deps.db, caller.tenantId), call));
    },
  }),
  route({
    method: 'delete',
    path: '/audit-streams/{streamId}',
    tag,
    summary: 'Remove an audit stream',
    needs: 'manage-webhooks',
    privileged: true,
    params: Params,
    answers: { 204: null },
    handle: async (call) => {
      await carryOut(call.deps.db, (tx) => dropAuditStream(tx, call.params.streamId, askedFrom(call)));
      return noContent();
    },
  }),
  route({
    method: 'post',
    path: '/audit-streams/{streamId}/rotate-secret',
    tag,
    summary: 'Rotate the secret, shown once; entries wait until the receiver has it',
    needs: 'manage-webhooks',
    privileged: true,
    params: Params,
    body: emptyBody,
    answers: { 200: AuditStreamWithSecret },
    problems: ['AuditStreamUnsigned', 'MasterKeyChanged'],
    idempotency: 'stored',
    keep: withoutSecret,
    handle: async (call) => {
      const { deps, caller, params } = call;
      const renewed = await carryOut(deps.db, (tx) =>
        renewStreamSecret(tx, deps.keyRing, params.streamId, askedFrom(call)),
      );
      const newest = await newestPosition(deps.db, caller.tenantId);
      return ok({ stream: wire(renewed.stream, newest, call), secret: renewed.secret });
    },
  }),
];
