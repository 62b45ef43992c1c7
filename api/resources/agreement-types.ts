import { z } from 'zod';
import { AgreementType, AgreementTypeList, SetLanding } from '../../contracts/api/decisions.ts';
import { type AgreementTypeRow, agreementTypes } from '../../db/mapping/landing-settings.ts';
import type { BillsIn } from '../../domain/write-back/landing.ts';
import { answerLanding } from '../../use-cases/mapping/answer-landing.ts';
import { askedBy, carryOut } from '../carry-out.ts';
import { ok, type Route, route } from '../route.ts';
import { IdParams, integrationOf, keyOf } from './integration-of.ts';

const tag = 'Usage';

/**
 * `Current` and `Future` bill the period that holds the invoice date, or a later one: in advance. The PSA documents no
 * more of these names (connectwise.md 6.2), so this fills in a question that a person answers (RULES 5).
 */
const suggestions: Readonly<Record<string, BillsIn>> = { Current: 'advance', Future: 'advance' };

function suggestionOf(periodTypes: readonly string[]): BillsIn | null {
  const suggested = new Set(periodTypes.map((name) => suggestions[name] ?? null));
  const [only] = suggested;
  return suggested.size === 1 && only !== undefined ? only : null;
}

const wire = (row: AgreementTypeRow) => ({
  typeId: row.typeId,
  name: row.name,
  agreements: row.agreements,
  billsIn: row.billsIn,
  suggestion: suggestionOf(row.periodTypes),
});

/** How agreements of a type are billed: asked once for each type, before a change can land (RULES 5). */
export const agreementTypeRoutes: readonly Route[] = [
  route({
    method: 'get',
    path: '/integrations/{id}/agreement-types',
    tag,
    summary: 'Types of agreements, each with how it is billed, where somebody said so',
    needs: 'read',
    params: IdParams,
    answers: { 200: AgreementTypeList },
    handle: async (call) => {
      const key = keyOf(call);
      await integrationOf(call.deps.db, key);
      return ok({ items: (await agreementTypes(call.deps.db, key)).map(wire) });
    },
  }),
  route({
    method: 'put',
    path: '/integrations/{id}/agreement-types/{typeId}/landing',
    tag,
    summary: 'Say whether invoices of a type cover the period ahead or behind',
    needs: 'landing',
    params: IdParams.extend({ typeId: z.string().min(1).max(100) }),
    body: { schema: SetLanding, example: { billsIn: 'advance' } },
    answers: { 200: AgreementType },
    problems: ['PhaseRefused'],
    handle: async (call) => {
      const { params, body } = call;
      const changed = await carryOut(call.deps.db, (tx) =>
        answerLanding(tx, keyOf(call), params.typeId, body.billsIn, askedBy(call)),
      );
      return ok(wire(changed));
    },
  }),
];
