import type { IntegrationKey } from '../../domain/keys.ts';
import { phasesBeforeFinish } from '../../domain/states.ts';
import type { BillsIn } from '../../domain/usage/billing-target.ts';
import { about, recordAudit } from '../../db/audit/audit.ts';
import type { Tx } from '../../db/model/database.ts';
import { touchIntegration } from '../../db/integrations/integrations.ts';
import {
  type AgreementTypeRow,
  agreementTypes,
  setBillingTarget,
} from '../../db/mapping/billing-target-settings.ts';
import type { RequestContext } from '../request-context.ts';
import { composeEverything } from '../composition/recompose-usage.ts';
import { lockedIntegration, rejectsConnected } from '../locked-integration.ts';
import { isRejected, type Rejected, rejected } from '../outcome.ts';

/** Whether invoices of a type of agreement cover the period ahead or behind (RULES 5). */
export async function answerBillingTarget(
  tx: Tx,
  key: IntegrationKey,
  typeId: string,
  billsIn: BillsIn,
  by: RequestContext,
): Promise<AgreementTypeRow | Rejected> {
  const integration = await lockedIntegration(tx, key, rejectsConnected);
  if (isRejected(integration)) return integration;
  const type = (await agreementTypes(tx, key)).find((type) => type.typeId === typeId);
  if (type === undefined) return rejected('NotFound');
  if (type.billsIn === billsIn) return type;
  await setBillingTarget(tx, key, typeId, billsIn, by.actor);
  // Before the first sync there is no count to compose from.
  if (phasesBeforeFinish.includes(integration.phase)) await touchIntegration(tx, key);
  else await composeEverything(tx, key, null, by.now);
  const detail = { name: type.name, before: type.billsIn, after: billsIn };
  await recordAudit(tx, {
    ...by,
    action: 'billing-target.set',
    ...about('agreement-type', typeId, key),
    detail,
  });
  return { ...type, billsIn };
}
