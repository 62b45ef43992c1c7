import { z } from 'zod';
import {
  AgreementType,
  AgreementTypeList,
  SetBillingTarget,
} from '../../../contracts/api/agreement-types.ts';
import { type AgreementTypeRow, agreementTypes } from '../../../db/mapping/billing-target-settings.ts';
import { entryOf, type PsaDescription } from '../../../domain/kinds.ts';
import { answerBillingTarget } from '../../../use-cases/mapping/answer-billing-target.ts';
import { askedBy, carryOut } from '../../carry-out.ts';
import { ok, type Route, route } from '../../route.ts';
import { IdParams, integrationOf, keyOf } from './integration-lookup.ts';

const tag = 'Usage';

export function agreementTypeWire(
  row: AgreementTypeRow,
  { suggestedBilling }: Pick<PsaDescription, 'suggestedBilling'>,
) {
  const suggested = new Set(row.periodTypes.map(suggestedBilling));
  const [only] = suggested;
  return {
    typeId: row.typeId,
    name: row.name,
    agreements: row.agreements,
    billsIn: row.billsIn,
    // It fills in a question that a person answers (RULES 5).
    suggestion: suggested.size === 1 && only !== undefined ? only : null,
    unknownCycles: [...row.unknownCycles],
  };
}

/** How agreements of a type are billed: asked once for each type, before a change can land (RULES 5). */
export const agreementTypeRoutes: readonly Route[] = [
  route({
    method: 'get',
    path: '/integrations/{id}/agreement-types',
    tag,
    summary: 'Agreement types, each with its billing direction where one was set',
    needs: 'read',
    params: IdParams,
    answers: { 200: AgreementTypeList },
    handle: async (call) => {
      const { db, kinds } = call.deps;
      const key = keyOf(call);
      const { psa } = await integrationOf(db, key);
      const description = entryOf(kinds.psas, psa);
      return ok({ items: (await agreementTypes(db, key)).map((row) => agreementTypeWire(row, description)) });
    },
  }),
  route({
    method: 'put',
    path: '/integrations/{id}/agreement-types/{typeId}/billing-target',
    tag,
    summary: 'Set whether invoices of an agreement type cover the period ahead or behind',
    needs: 'billing-target',
    params: IdParams.extend({ typeId: z.string().min(1).max(100) }),
    body: { schema: SetBillingTarget, example: { billsIn: 'advance' } },
    answers: { 200: AgreementType },
    problems: ['PhaseRejected'],
    handle: async (call) => {
      const { params, body } = call;
      const { psa } = await integrationOf(call.deps.db, keyOf(call));
      const changed = await carryOut(call.deps.db, (tx) =>
        answerBillingTarget(tx, keyOf(call), params.typeId, body.billsIn, askedBy(call)),
      );
      return ok(agreementTypeWire(changed, entryOf(call.deps.kinds.psas, psa)));
    },
  }),
];
