import { z } from 'zod';
import { DecisionResult } from '../../../contracts/api/decisions.ts';
import { Id } from '../../../contracts/api/common.ts';
import {
  EndLine,
  LineChangePreview,
  LinesToEnd,
  LineToCreate,
  PreviewLineChange,
} from '../../../contracts/api/line-changes.ts';
import { inOneSnapshot } from '../../../db/driver/page.ts';
import type { Queryable } from '../../../db/model/database.ts';
import { decideUsageLines } from '../../../use-cases/decisions/decide-usage-lines.ts';
import {
  type ChangeableUsageLine,
  changeableUsageLine,
  previewLineChange,
} from '../../../use-cases/decisions/line-changes.ts';
import type { Message } from '../../../messages/message.ts';
import { askedBy, unlessRejected } from '../../carry-out.ts';
import { namesOf } from '../../names-of.ts';
import { Problem } from '../../problems.ts';
import { namingRendererOf } from '../../rendering.ts';
import { type Call, ok, type Route, route } from '../../route.ts';
import { renderersOfDecided } from './decisions.ts';
import { newLineOf, resultWire } from './decision-wire.ts';
import { lineToCreateOf, linesToEndOf, messagesOf, previewWire } from './line-change-wire.ts';

const tag = 'Usage';
const LineParams = z.object({ lineId: Id });
type LineCall = Call<{ readonly lineId: string }, unknown, unknown>;

/** A foreign ID answers exactly like an unknown one. */
const usageLineOf = async (
  db: Queryable,
  { deps, caller, params }: LineCall,
  purpose: 'create' | 'end',
): Promise<ChangeableUsageLine> => {
  const of = { tenantId: caller.tenantId, usageLineId: params.lineId, role: caller.role };
  return unlessRejected(await changeableUsageLine(db, of, purpose, deps.kinds, new Date()));
};

async function rendererFor(
  db: Queryable,
  { deps, caller, request }: LineCall,
  { key }: ChangeableUsageLine,
  messages: readonly Message[],
) {
  const terms = (await namesOf(deps, caller.tenantId, key.integrationId))(key.integrationId);
  return namingRendererOf(request, terms, { db, key, messages });
}

/** Lines that are created for usage lines, or ended. */
export const lineChangeRoutes: readonly Route[] = [
  route({
    method: 'get',
    path: '/usage-lines/{lineId}/line-to-create',
    tag,
    summary: 'What a line for these seats can be created of, the suggested first',
    needs: 'read',
    params: LineParams,
    answers: { 200: LineToCreate },
    handle: (call) =>
      inOneSnapshot(call.deps.db, async (db) => {
        const line = await usageLineOf(db, call, 'create');
        const found = lineToCreateOf(line);
        const render = await rendererFor(db, call, line, messagesOf(found));
        return ok(found(render));
      }),
  }),
  route({
    method: 'get',
    path: '/usage-lines/{lineId}/lines-to-end',
    tag,
    summary: 'The lines that can be ended, each with its suggested last billed day',
    needs: 'read',
    params: LineParams,
    answers: { 200: LinesToEnd },
    handle: (call) =>
      inOneSnapshot(call.deps.db, async (db) => {
        const line = await usageLineOf(db, call, 'end');
        const found = linesToEndOf(line);
        const render = await rendererFor(db, call, line, messagesOf(found));
        return ok(found(render));
      }),
  }),
  route({
    method: 'post',
    path: '/usage-lines/{lineId}/line-change/preview',
    tag,
    summary: 'What would be approved, and the exact requests; nothing is stored',
    needs: 'propose',
    params: LineParams,
    body: {
      schema: PreviewLineChange,
      example: {
        kind: 'create-line',
        lineVersion: 3,
        newLine: { agreementId: '101', productId: '7' },
      },
    },
    answers: { 200: LineChangePreview },
    handle: (call) =>
      inOneSnapshot(call.deps.db, async (db) => {
        const { body } = call;
        const line = await usageLineOf(db, call, body.kind === 'create-line' ? 'create' : 'end');
        const wish = { quantity: null, billingTarget: null, targetPsaLineId: null, reason: null };
        const preview = await previewLineChange(
          db,
          line,
          body.kind === 'create-line'
            ? { ...wish, ...ofVersion(body), decision: 'create', newLine: newLineOf(body.newLine), end: null }
            : { ...wish, ...ofVersion(body), decision: 'end', newLine: null, end: endOf(body.line, '') },
        );
        const wire = previewWire(preview);
        return ok(wire(await rendererFor(db, call, line, messagesOf(wire))));
      }),
  }),
  route({
    method: 'post',
    path: '/usage-lines/{lineId}/end-line',
    tag,
    summary: 'End one line of the PSA after its last billed day, with the customer’s name and a reason',
    needs: 'end-lines',
    params: LineParams,
    body: {
      schema: EndLine,
      example: {
        lineVersion: 3,
        line: { psaLineId: '4711' },
        customer: 'Northgate School',
        reason: 'the contract was canceled',
      },
    },
    answers: { 200: DecisionResult },
    problems: ['MasterKeyChanged'],
    idempotency: 'stored',
    privileged: true,
    handle: async (call) => {
      const { lineVersion, line, customer, reason } = call.body;
      const item = {
        usageLineId: call.params.lineId,
        decision: 'end',
        lineVersion,
        quantity: null,
        billingTarget: null,
        targetPsaLineId: null,
        newLine: null,
        end: endOf(line, customer),
        reason,
      } as const;
      const { keyRing, kinds, db } = call.deps;
      const request = { by: askedBy(call), keyRing, kinds, selection: 'ticked', items: [item] } as const;
      const decided = unlessRejected(await decideUsageLines(db, request));
      const [one] = decided;
      if (one === undefined || one.integrationId === null) throw new Problem('NotFound');
      return ok(resultWire(one, (await renderersOfDecided(call, decided))(one)));
    },
  }),
];

const ofVersion = ({ lineVersion }: { readonly lineVersion: number }) => ({ lineVersion });

const endOf = ({ psaLineId, lastBilledDay }: z.output<typeof EndLine>['line'], customer: string) => ({
  psaLineId,
  lastBilledDay: lastBilledDay ?? null,
  customer,
});
