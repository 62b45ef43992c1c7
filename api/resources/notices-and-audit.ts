import { z } from 'zod';
import { namesOf } from '../names-of.ts';
import { type CalledIfKnown, inNames, namesOnly } from '../../domain/called.ts';
import { Id } from '../../contracts/api/common.ts';
import { AcknowledgeNotice, Notice, NoticeList, NoticeQuery } from '../../contracts/api/notices.ts';
import { AuditList, AuditQuery } from '../../contracts/api/people.ts';
import { errorText } from '../../messages/error-texts.ts';
import { isAcknowledgeable, severityOf } from '../../domain/notices.ts';
import { auditVersion, listAudit } from '../../db/lists/audit.ts';
import { listNotices } from '../../db/lists/notices.ts';
import type { NoticeRow } from '../../db/notices/notices.ts';
import { acknowledgeNotice } from '../../use-cases/notices/acknowledge-notice.ts';
import { askedBy, carryOut } from '../carry-out.ts';
import { answerList, answerListByKey, iso, isoOrNull, versionOfTenant } from '../list-answer.ts';
import { ok, type Route, route } from '../route.ts';

const dateOr = (text: string | undefined): Date | undefined =>
  text === undefined ? undefined : new Date(text);

const wire = (row: NoticeRow, called: CalledIfKnown | null) => ({
  id: row.id,
  integrationId: row.integrationId,
  code: row.code,
  severity: severityOf(row.code),
  title: errorText(row.code, called)?.title ?? row.code,
  advice: errorText(row.code, called)?.advice ?? '',
  subject: row.subject,
  detail: inNames(row.detail, namesOnly(called)),
  state: row.state,
  firstAt: iso(row.firstAt),
  lastAt: iso(row.lastAt),
  times: row.times,
  closedAt: isoOrNull(row.closedAt),
  acknowledgeable: isAcknowledgeable(row.code),
});

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
    handle: async ({ deps, caller, query }) => {
      const names = await namesOf(deps, caller.tenantId);
      return answerListByKey(
        deps,
        query,
        'notices',
        (db, page) =>
          listNotices(
            db,
            caller.tenantId,
            {
              state: query.state,
              integrationId: query.integration,
              q: query.q,
              graveFirst: query.sort === 'severity',
            },
            page,
          ),
        (row) => wire(row, names(row.integrationId)),
        versionOfTenant(caller.tenantId),
      );
    },
  }),
  route({
    method: 'post',
    path: '/notices/{noticeId}/acknowledge',
    tag: 'Notices',
    summary: 'Close a notice that stays until acknowledged; `ApprovalNotSigned` only as an administrator',
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
      const names = await namesOf(call.deps, call.caller.tenantId);
      return ok(wire(notice, names(notice.integrationId)));
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
    handle: async ({ deps, caller, query }) =>
      answerList(
        deps,
        query,
        (db) => auditVersion(db, caller.tenantId),
        (db, page) =>
          listAudit(
            db,
            caller.tenantId,
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
          ),
        (row) => ({
          id: row.id,
          at: iso(row.at),
          actor: { ...row.actor, name: row.actorName },
          action: row.action,
          object: { kind: row.objectKind, id: row.objectId, name: row.objectName },
          company:
            row.companyName === null ? null : { id: String(row.detail['companyId']), name: row.companyName },
          integrationId: row.integrationId,
          detail: row.detail,
          requestId: row.requestId,
        }),
        versionOfTenant(caller.tenantId),
      ),
  }),
];
