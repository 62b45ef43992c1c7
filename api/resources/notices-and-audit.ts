import { AuditList, AuditQuery, NoticeList, NoticeQuery } from '../../contracts/api/people.ts';
import { definitionOf } from '../../contracts/errors.ts';
import { severityOf } from '../../domain/notices.ts';
import { auditVersion, listAudit } from '../../db/lists/audit.ts';
import { listNotices } from '../../db/lists/notices.ts';
import { answerList, iso, isoOrNull, unversioned } from '../list-answer.ts';
import { type Route, route } from '../route.ts';

const dateOr = (text: string | undefined): Date | undefined =>
  text === undefined ? undefined : new Date(text);

/** What asks for attention, and what was done by whom. */
export const noticeAndAuditRoutes: readonly Route[] = [
  route({
    method: 'get',
    path: '/notices',
    tag: 'Notices',
    summary: 'Notices, newest or gravest first',
    role: 'viewer',
    query: NoticeQuery,
    answers: { 200: NoticeList },
    handle: async ({ deps, caller, query }) =>
      answerList(
        deps,
        query,
        unversioned,
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
        (row) => ({
          id: row.id,
          integrationId: row.integration_id,
          code: row.code,
          severity: severityOf(row.code),
          title: definitionOf(row.code)?.title ?? row.code,
          advice: definitionOf(row.code)?.advice ?? '',
          subject: row.subject,
          detail: row.detail,
          state: row.state,
          firstAt: iso(row.first_at),
          lastAt: iso(row.last_at),
          times: row.times,
          closedAt: isoOrNull(row.closed_at),
        }),
      ),
  }),
  route({
    method: 'get',
    path: '/audit',
    tag: 'Audit',
    summary: 'Audit, newest first: append-only',
    role: 'admin',
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
          actor: { ...row.actor, name: row.actor_name },
          action: row.action,
          object: { kind: row.object_kind, id: row.object_id, name: row.object_name },
          company:
            row.company_name === null
              ? null
              : { id: String(row.detail['companyId']), name: row.company_name },
          integrationId: row.integration_id,
          detail: row.detail,
          requestId: row.request_id,
        }),
      ),
  }),
];
