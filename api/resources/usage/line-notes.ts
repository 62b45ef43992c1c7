import { z } from 'zod';
import { Id } from '../../../contracts/api/common.ts';
import {
  AssigneeList, AssignmentAnswer, AssignUsageLines, LineNoteAnswer, PutLineNote,
} from '../../../contracts/api/line-notes.ts'; // prettier-ignore
import { lineStatuses } from '../../../db/lists/line-status.ts';
import { assignees, type Noted, noteLines } from '../../../use-cases/decisions/note-lines.ts';
import { askedBy, unlessRejected } from '../../carry-out.ts';
import type { Renderer } from '../../../messages/rendering/renderer.ts';
import { commonNames } from '../../names-of.ts';
import { Problem, rejectionWords } from '../../problems.ts';
import { rendererOf } from '../../rendering.ts';
import { ok, type Route, route } from '../../route.ts';
import { noteWire } from './usage-line-wire.ts';

const tag = 'Usage';

const nothing = { code: null, title: null, advice: null, detail: null, params: null } as const;

function assignmentWire({ usageLineId, outcome }: Noted, render: Renderer) {
  if (outcome.kind === 'noted')
    return { usageLineId, outcome: 'assigned', noteVersion: outcome.version, ...nothing };
  const words = rejectionWords(outcome.code, outcome.detail, render);
  return { usageLineId, outcome: 'rejected', noteVersion: null, ...words };
}

/** Notes and assignees of usage lines. They decide nothing. */
export const lineNoteRoutes: readonly Route[] = [
  route({
    method: 'put',
    path: '/usage-lines/{lineId}/note',
    tag,
    summary: 'Set the note of a line, with a day and an assignee; without text and assignee it is removed',
    needs: 'propose',
    params: z.object({ lineId: Id }),
    body: {
      schema: PutLineNote,
      example: { noteVersion: 0, text: 'asked the customer', assignee: null, until: '2026-12-04' },
    },
    answers: { 200: LineNoteAnswer },
    problems: ['NoteChanged', 'AssigneeUnknown', 'PhaseRejected'],
    handle: async (call) => {
      const usageLineId = call.params.lineId;
      const { noteVersion, ...note } = call.body;
      const item = { usageLineId, noteVersion, note };
      const [noted] = unlessRejected(await noteLines(call.deps.db, [item], 'noted', askedBy(call)));
      if (noted === undefined) throw new Error('a note without an outcome');
      const { outcome } = noted;
      if (outcome.kind === 'rejected' && outcome.code === 'UsageLineUnknown') throw new Problem('NotFound');
      const { version } = unlessRejected(outcome);
      const status = (await lineStatuses(call.deps.db, call.caller.tenantId, [usageLineId])).get(usageLineId);
      return ok({
        usageLineId,
        note: status === undefined ? null : noteWire(status),
        noteVersion: status?.noteVersion ?? version,
      });
    },
  }),
  route({
    method: 'post',
    path: '/usage-lines/assignments',
    tag,
    summary: 'Assign up to 500 lines; one answer for each',
    needs: 'propose',
    body: {
      schema: AssignUsageLines,
      example: {
        assignee: '7c9e6679-7425-40de-944b-e07fc1f90ae7',
        items: [{ usageLineId: '5f0c1a52-3d6e-4c0b-9a57-8f6f2a4f1c10', noteVersion: 0 }],
      },
    },
    answers: { 200: AssignmentAnswer },
    idempotency: 'stored',
    handle: async (call) => {
      const { assignee } = call.body;
      const items = call.body.items.map((item) => ({ ...item, note: { assignee } }));
      const noted = unlessRejected(await noteLines(call.deps.db, items, 'assigned', askedBy(call)));
      const render = rendererOf(call.request, commonNames(call.deps, call.caller.tenantId));
      return ok({ items: noted.map((one) => assignmentWire(one, render)) });
    },
  }),
  route({
    method: 'get',
    path: '/assignees',
    tag,
    summary: 'Members who may decide on lines, and so be assigned',
    needs: 'read',
    answers: { 200: AssigneeList },
    handle: async ({ deps, caller }) => ok({ items: await assignees(deps.db, caller.tenantId) }),
  }),
];
