import { z } from 'zod';
import { namesOf } from '../../names-of.ts';
import { Id } from '../../../contracts/api/common.ts';
import { AcknowledgeNotice, Notice, NoticeList, NoticeQuery } from '../../../contracts/api/notices.ts';
import { AuditList, AuditQuery } from '../../../contracts/api/people.ts';
import type { Queryable } from '../../../db/model/database.ts';
import type { Renderer } from '../../../messages/rendering/renderer.ts';
import { StoredMessage } from '../../../messages/stored.ts';
import { isAcknowledgeable, severityOf } from '../../../domain/notices.ts';
import { auditVersion, listAudit } from '../../../db/lists/audit.ts';
import { listNotices } from '../../../db/lists/notices.ts';
import type { NoticeRow } from '../../../db/notices/notices.ts';
import { acknowledgeNotice } from '../../../use-cases/notices/acknowledge-notice.ts';
import { noticeTexts } from '../../../use-cases/notices/notice-texts.ts';
import { askedBy, carryOut } from '../../carry-out.ts';
import { namingRenderersOf } from '../../rendering.ts';
import { answerList, answerListByKey, iso, isoOrNull, versionOfTenant } from '../../list-answer.ts';
import { detailWire, messagesIn } from './audit-detail.ts';
import { ok, type Route, route, type UntypedCall } from '../../route.ts';

const dateOr = (text: string | undefined): Date | undefined =>
  text === undefined ? undefined : new Date(text);

const wire = (row: NoticeRow, render: Renderer) => ({
  id: row.id,
  integrationId: row.integrationId,
  severity: severityOf(row.code),
  subject: row.subject,
  ...noticeTexts(row, render),
  state: row.state,
  firstAt: iso(row.firstAt),
  lastAt: iso(row.lastAt),
  times: row.times,
  closedAt: isoOrNull(row.closedAt),
  acknowledgeable: isAcknowledgeable(row.code),
});

/** Each with what renders it. */
async function rendered(
  { deps, request }: Pick<UntypedCall, 'deps' | 'request'>,
  { db, tenantId }: { readonly db: Queryable; readonly tenantId: string },
  rows: readonly NoticeRow[],
): Promise<readonly { readonly row: NoticeRow; readonly render: Renderer }[]> {
  const terms = await namesOf(deps, tenantId);
  const renderer = await namingRenderersOf(request, terms, { db, tenantId }, rows, ({ detail }) => [
    StoredMessage.parse(detail),
  ]);
  return rows.map((row) => ({ row, render: renderer(row) }));
}

/** What asks for attention, and what was done by whom. */
export const noticeAndAuditRoutes: readonly Route[] = [
  route({
    method: 'get',
    path: '/notices',
    tag: 'Notices',
    summary: 'Notices, newest or most severe first',
    needs: 'read',
    query: NoticeQuery,
    answers: { 200: NoticeList },
    handle: async (call) => {
      const { deps, query } = call;
      const { tenantId } = call.caller;
      const { state, integration: integrationId, q } = query;
      const filter = { state, integrationId, q, graveFirst: query.sort === 'severity' };
      return answerListByKey(
        deps,
        query,
        'notices',
        async (db, page) => {
          const list = await listNotices(db, tenantId, filter, page);
          return { ...list, items: await rendered(call, { db, tenantId }, list.items) };
        },
        ({ row, render }) => wire(row, render),
        versionOfTenant(tenantId),
      );
    },
  }),
  route({
    method: 'post',
    path: '/notices/{noticeId}/acknowledge',
    keys: 'limited',
    tag: 'Notices',
    summary:
      'Close a notice that stays until acknowledged; some only as an administrator, or only as a signed-in one',
    needs: 'acknowledge',
    params: z.object({ noticeId: Id }),
    body: { schema: AcknowledgeNotice, example: { times: 1 } },
    answers: { 200: Notice },
    problems: ['NoticeStands', 'NoticeChanged'],
    idempotency: 'stored',
    handle: async (call) => {
      const { params, body } = call;
      const notice = await carryOut(call.deps.db, (tx) =>
        acknowledgeNotice(tx, params.noticeId, body.times, askedBy(call)),
      );
      const [shown] = await rendered(call, { db: call.deps.db, tenantId: call.caller.tenantId }, [notice]);
      if (shown === undefined) throw new Error('a notice without a renderer');
      return ok(wire(shown.row, shown.render));
    },
  }),
  route({
    method: 'get',
    path: '/audit',
    tag: 'Audit',
    summary: 'Audit, newest first: append-only',
    needs: 'read-audit',
    query: AuditQuery,
    answers: { 200: AuditList },
    handle: async ({ deps, caller, query, request }) => {
      const { tenantId } = caller;
      const terms = await namesOf(deps, tenantId);
      return answerList(
        deps,
        query,
        (db) => auditVersion(db, tenantId),
        async (db, page) => {
          const list = await listAudit(
            db,
            tenantId,
            {
              objectKind: query.objectKind,
              objectId: query.objectId,
              action: query.action,
              actor: query.actor,
              integrationId: query.integration,
              from: dateOr(query.from),
              to: dateOr(query.to),
              q: query.q,
            },
            page,
          );
          const { items } = list;
          const renderer = await namingRenderersOf(request, terms, { db, tenantId }, items, ({ detail }) =>
            messagesIn(detail),
          );
          return { ...list, items: items.map((row) => ({ row, render: renderer(row) })) };
        },
        ({ row, render }) => ({
          id: row.id,
          at: iso(row.at),
          actor: { ...row.actor, name: row.actorName },
          action: row.action,
          object: { kind: row.objectKind, id: row.objectId, name: row.objectName },
          company:
            row.companyName === null ? null : { id: String(row.detail['companyId']), name: row.companyName },
          integrationId: row.integrationId,
          detail: detailWire(row.detail, render),
          requestId: row.requestId,
        }),
        versionOfTenant(tenantId),
      );
    },
  }),
];
