import { z } from 'zod';
import { Id } from '../../contracts/api/common.ts';
import {
  DecideUsageLines,
  DecisionAnswer,
  ReleaseAnswer,
  ReleaseUsageLine,
} from '../../contracts/api/decisions.ts';
import { ok, type Route, route } from '../route.ts';
import { decideUsageLines } from './decide-usage-lines.ts';
import { releaseUsageLine } from './release-usage-line.ts';

const tag = 'Usage';

/** What people decide about usage lines; approved changes leave by the outbox of the same transaction. */
export const decisionRoutes: readonly Route[] = [
  route({
    method: 'post',
    path: '/usage-lines/decisions',
    tag,
    summary: 'Approve, adjust, dismiss, hold or reopen lines, at most 500 at once; one answer for each',
    role: 'reviewer',
    body: {
      schema: DecideUsageLines,
      example: {
        selection: 'ticked',
        items: [
          {
            usageLineId: '5f0c1a52-3d6e-4c0b-9a57-8f6f2a4f1c10',
            lineVersion: 3,
            decision: 'approve',
            lands: 'next-invoice',
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
    idempotency: 'stored',
    handle: async ({ deps, caller, body, requestId }) =>
      ok({
        items: await decideUsageLines(deps.db, {
          caller,
          requestId,
          selection: body.selection,
          items: body.items,
          now: new Date(),
        }),
      }),
  }),
  route({
    method: 'post',
    path: '/usage-lines/{lineId}/release',
    tag,
    summary: 'Release the guards that hold a line, with a reason',
    role: 'approver',
    params: z.object({ lineId: Id }),
    body: {
      schema: ReleaseUsageLine,
      example: { reason: 'the customer confirmed that the branch closed', lineVersion: 3 },
    },
    answers: { 200: ReleaseAnswer },
    problems: [
      'LineMoved',
      'LineNotRead',
      'NothingHeld',
      'GuardNotReleasable',
      'IncludedNotAnswered',
      'PhaseRefused',
    ],
    idempotency: 'stored',
    handle: async ({ deps, caller, params, body, requestId }) =>
      ok(
        await releaseUsageLine(deps.db, {
          caller,
          requestId,
          lineId: params.lineId,
          lineVersion: body.lineVersion ?? null,
          reason: body.reason,
          now: new Date(),
        }),
      ),
  }),
];
