import type { Decided } from '../../../use-cases/decisions/decision.ts';
import type { Renderer } from '../../../messages/rendering/renderer.ts';
import { z } from 'zod';
import { Id } from '../../../contracts/api/common.ts';
import {
  DecideUsageLines,
  DecisionAnswer,
  OverrideAnswer,
  OverrideChecks,
} from '../../../contracts/api/decisions.ts';
import { decideUsageLines } from '../../../use-cases/decisions/decide-usage-lines.ts';
import { overrideUsageLine } from '../../../use-cases/decisions/override-checks.ts';
import { askedBy, carryOut, unlessRejected } from '../../carry-out.ts';
import { namesOf } from '../../names-of.ts';
import { Problem } from '../../problems.ts';
import { namingRendererOf, rendererOf } from '../../rendering.ts';
import { type Call, ok, type Route, route } from '../../route.ts';
import { itemOf, resultWire } from './decision-wire.ts';

const tag = 'Usage';

/** Returns the renderer of each item, in the terms of its integration and with the names that its rejections refer to. */
export async function renderersOfDecided(
  { deps, caller, request }: Pick<Call<unknown, unknown, unknown>, 'deps' | 'caller' | 'request'>,
  decided: readonly Decided[],
): Promise<(one: Decided) => Renderer> {
  const { tenantId } = caller;
  const names = await namesOf(deps, tenantId);
  const renderers = new Map<string, Renderer>();
  for (const integrationId of new Set(decided.flatMap((one) => one.integrationId ?? []))) {
    const messages = decided.flatMap(({ integrationId: own, outcome }) =>
      own === integrationId && outcome.kind === 'rejected' ? (outcome.detail ?? []) : [],
    );
    const about = { db: deps.db, key: { tenantId, integrationId }, messages };
    renderers.set(integrationId, await namingRendererOf(request, names(integrationId), about));
  }
  const ofNone = rendererOf(request, names(null));
  return ({ integrationId }) => renderers.get(integrationId ?? '') ?? ofNone;
}

/** What people decide about usage lines; approved changes leave by the outbox of the same transaction. */
export const decisionRoutes: readonly Route[] = [
  route({
    method: 'post',
    path: '/usage-lines/decisions',
    tag,
    summary: 'Approve, adjust, dismiss, hold or reopen up to 500 lines; one answer for each',
    needs: 'propose',
    body: {
      schema: DecideUsageLines,
      example: {
        selection: 'ticked',
        items: [
          {
            usageLineId: '5f0c1a52-3d6e-4c0b-9a57-8f6f2a4f1c10',
            lineVersion: 3,
            decision: 'approve',
            billingTarget: 'next-invoice',
          },
          {
            usageLineId: '9b2f7c1e-64f1-4a0e-8d53-2c8d2b9f7e41',
            lineVersion: 1,
            decision: 'hold',
            reason: 'asked the customer',
          },
        ],
      },
    },
    // 500 reasons of 500 characters, in whatever script.
    largeBody: true,
    answers: { 200: DecisionAnswer },
    problems: ['MasterKeyChanged'],
    idempotency: 'stored',
    handle: async (call) => {
      const { selection, items } = call.body;
      const { keyRing, kinds } = call.deps;
      const request = { by: askedBy(call), keyRing, kinds, selection, items: items.map(itemOf) };
      const decided = unlessRejected(await decideUsageLines(call.deps.db, request));
      const rendererOfItem = await renderersOfDecided(call, decided);
      return ok({ items: decided.map((one) => resultWire(one, rendererOfItem(one))) });
    },
  }),
  route({
    method: 'post',
    path: '/usage-lines/{lineId}/override',
    tag,
    summary: 'Override the checks that block a line, with a reason',
    needs: 'override',
    params: z.object({ lineId: Id }),
    body: {
      schema: OverrideChecks,
      example: { reason: 'the customer confirmed that the branch closed', lineVersion: 3 },
    },
    answers: { 200: OverrideAnswer },
    problems: [
      'LineChanged',
      'LineNotRead',
      'NothingHeld',
      'CheckNotOverridable',
      'IncludedNotAnswered',
      'PhaseRejected',
    ],
    idempotency: 'stored',
    handle: async (call) => {
      const { lineVersion = null, reason } = call.body;
      const release = { lineId: call.params.lineId, lineVersion, reason };
      const done = await carryOut(call.deps.db, (tx) => overrideUsageLine(tx, release, askedBy(call)));
      // Only now, so that what moved is stored and the list shows it.
      if (done.kind === 'moved') throw new Problem('LineChanged');
      const { usageLineId, lineVersion: version, overridden, count } = done;
      return ok({ usageLineId, lineVersion: version, overridden, count });
    },
  }),
];
