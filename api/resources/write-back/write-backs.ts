import { z } from 'zod';
import { type NamesOf, namesOf } from '../../names-of.ts';
import { Id } from '../../../contracts/api/common.ts';
import {
  WriteBackCsvQuery,
  WriteBackDetail,
  WriteBackList,
  WriteBackQuery,
} from '../../../contracts/api/write-backs.ts';
import { writeBackProgress, type WriteBackProgress } from '../../../contracts/temporal/messages.ts';
import { writeBackWorkflowId } from '../../../contracts/temporal/names.ts';
import {
  findApproval, listWriteBacks, type WriteBackFilter, type WriteBackSort,
} from '../../../db/lists/write-backs.ts'; // prettier-ignore
import type { ApprovalEvidence } from '../../../domain/decisions/approval.ts';
import type { Catalog } from '../../../messages/rendering/renderer.ts';
import type { ApiDependencies } from '../../dependencies.ts';
import { answerList, flag, iso, sortOf, versionOfTenant } from '../../list-answer.ts';
import { Problem } from '../../problems.ts';
import { catalogFor, messageWire, namingRendererOf, namingRenderersOf } from '../../rendering.ts';
import { ok, type Route, route } from '../../route.ts';
import { askTemporal } from '../../temporal/temporal-call.ts';
import { composedWire } from '../usage/composed-wire.ts';
import { composedRenderer } from '../usage/line-texts.ts';
import { writeBackCsv } from './write-back-csv.ts';
import { hasOpenLine, intentWire, messagesOf, writeBackWire } from './write-back-wire.ts';

const tag = 'Write-backs';

/** How long the workflow's own word is waited for; then the rows answer alone. */
const queryMs = 2_000;

const filterOf = (query: z.output<typeof WriteBackCsvQuery>): WriteBackFilter => ({
  integrationId: query.integration,
  states: query.state,
  needsPerson: flag(query.needsPerson),
  usageLineId: query.usageLine,
  q: query.q,
});

/** What was approved, where it stands and what became of it. */
export const writeBackRoutes: readonly Route[] = [
  route({
    method: 'get',
    path: '/write-backs',
    tag,
    summary: 'Approved changes by filter and order, each line from approved to its end',
    needs: 'read',
    query: WriteBackQuery,
    answers: { 200: WriteBackList },
    handle: async ({ deps, caller, query, request }) => {
      const names = await namesOf(deps, caller.tenantId);
      return answerList(
        deps,
        query,
        versionOfTenant(caller.tenantId),
        async (db, page) => {
          const { tenantId } = caller;
          const sort = sortOf<WriteBackSort>(query.sort);
          const { items, total } = await listWriteBacks(db, tenantId, filterOf(query), sort, page);
          const renderer = await namingRenderersOf(request, names, { db, tenantId }, items, messagesOf);
          return { items: items.map((row) => writeBackWire(row, renderer(row))), total };
        },
        (line) => line,
      );
    },
  }),
  route({
    method: 'get',
    path: '/write-backs.csv',
    tag,
    summary: 'The same changes as a table file',
    needs: 'read',
    query: WriteBackCsvQuery,
    answers: { 200: { mediaType: 'text/csv' } },
    handle: ({ deps, caller, query, request }) =>
      Promise.resolve(
        writeBackCsv(deps, caller.tenantId, filterOf(query), sortOf<WriteBackSort>(query.sort), request),
      ),
  }),
  route({
    method: 'get',
    path: '/write-backs/{approvalId}',
    tag,
    summary: 'One approval: its lines with everything sent, what was seen when approving, and its state',
    needs: 'read',
    params: z.object({ approvalId: Id }),
    answers: { 200: WriteBackDetail },
    handle: async ({ deps, caller, params, request }) => {
      const before = await findApproval(deps.db, caller.tenantId, params.approvalId);
      if (before === null) throw new Problem('NotFound');
      const progress = hasOpenLine(before.lines) ? await progressOf(deps, before.id) : null;
      // Read after the query: what the workflow said has been committed by then.
      const approval = await findApproval(deps.db, caller.tenantId, params.approvalId);
      if (approval === null) throw new Problem('NotFound');
      const called = (await namesOf(deps, caller.tenantId, approval.integrationId))(approval.integrationId);
      const render = await namingRendererOf(request, called, {
        db: deps.db,
        key: { tenantId: caller.tenantId, integrationId: approval.integrationId },
        messages: [...approval.lines, ...approval.intents].flatMap(messagesOf),
      });
      return ok({
        approvalId: approval.id,
        integrationId: approval.integrationId,
        kind: approval.kind,
        actor: { ...approval.actor, name: approval.actorName },
        approvedAt: iso(approval.approvedAt),
        workflowId: writeBackWorkflowId(approval.id),
        progress: {
          live: progress !== null,
          blocked: progress?.blocked ?? null,
          nextCheckAt: progress === null ? null : nextCheckAt(progress),
        },
        lines: approval.lines.map((line) => ({
          ...writeBackWire(line, render),
          intents: approval.intents
            .filter((intent) => intent.approvalLineId === line.id)
            .map((intent) => intentWire(intent, render)),
          evidence: evidenceWire(approval.evidence.get(line.id), catalogFor(request), called),
        })),
      });
    },
  }),
];

function evidenceWire(evidence: ApprovalEvidence | undefined, catalog: Catalog, called: ReturnType<NamesOf>) {
  if (evidence === undefined) return undefined;
  const { composed, whyLastDay, ...rest } = evidence;
  const render = composedRenderer(composed, catalog, called);
  return {
    ...rest,
    composed: composedWire(composed, render),
    ...(whyLastDay === undefined ? {} : { whyLastDay: messageWire(render, whyLastDay) }),
  };
}

/** Null: no worker or no server answered. */
function progressOf(deps: ApiDependencies, approvalId: string): Promise<WriteBackProgress | null> {
  return askTemporal(deps, queryMs, (client) =>
    client.workflow.getHandle(writeBackWorkflowId(approvalId)).query(writeBackProgress),
  ).catch(() => null);
}

function nextCheckAt({ lookedAt, nextCheckMs }: WriteBackProgress): string | null {
  if (lookedAt === null || nextCheckMs === null) return null;
  return new Date(Date.parse(lookedAt) + nextCheckMs).toISOString();
}
