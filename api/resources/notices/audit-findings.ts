import { z } from 'zod';
import { AnswerFinding, AuditSeq, RowsAhead } from '../../../contracts/api/audit-findings.ts';
import { answerFinding, listRowsAhead } from '../../../use-cases/operations/answer-finding.ts';
import { askedFrom, carryOut } from '../../carry-out.ts';
import { iso } from '../../list-answer.ts';
import { noContent, ok, type Route, route } from '../../route.ts';

/** Audit rows ahead of their time, the only findings that a person can answer. */
export const auditFindingRoutes: readonly Route[] = [
  route({
    method: 'get',
    path: '/audit/rows-ahead',
    tag: 'Audit',
    summary: 'Audit rows with a time ahead of their checkpoint, as the last housekeeping run found them',
    needs: 'read-audit',
    answers: { 200: RowsAhead },
    handle: async ({ deps, caller: { tenantId } }) => {
      const rows = await listRowsAhead(deps.db, tenantId, new Date());
      return ok({
        items: rows.map(({ actor, actorName: name, at, answer, ...row }) => ({
          ...row,
          at: iso(new Date(at)),
          actor: { ...actor, name },
          answer:
            answer === null
              ? null
              : { reason: answer.reason, memberName: answer.memberName, at: iso(answer.at) },
        })),
      });
    },
  }),
  route({
    method: 'post',
    path: '/audit/rows-ahead/{seq}/answer',
    keys: 'no',
    tag: 'Audit',
    summary: 'Answer the finding at an audit row ahead of its time, with a reason that the audit keeps',
    needs: 'incident',
    privileged: true,
    params: z.object({ seq: AuditSeq }),
    body: {
      schema: AnswerFinding,
      example: {
        rowHash: '0'.repeat(64),
        reason: 'The clock of the database server was set ahead by an hour on Dec 1.',
      },
    },
    answers: { 204: null },
    problems: ['FindingNotAnswerable', 'AuditRowChanged'],
    handle: async (call) => {
      const { deps, params, body } = call;
      await carryOut(deps.db, (tx) => answerFinding(tx, { seq: params.seq, ...body }, askedFrom(call)));
      return noContent();
    },
  }),
];
