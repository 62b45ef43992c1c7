import type { PsaAgreement } from '../../domain/psa-facts.ts';
import { psaFailure } from './failures.ts';
import type { PsaResult } from '../port.ts';
import { rights } from './api.ts';
import type { List } from './lists.ts';
import { agreementRecord, isRecordId } from './records.ts';

/** Ids in one condition: a request's address has a limit. */
const idsAtOnce = 100;

const listOf = (conditions: string): List<PsaAgreement> => ({
  operation: 'agreements of a company',
  path: 'finance/agreements',
  right: rights.agreements,
  record: agreementRecord,
  conditions,
});

/** Every agreement of one company, and their child agreements. A child agreement has no children of its own (connectwise.md 6.2). */
export async function agreementsOf(
  whole: (list: List<PsaAgreement>) => Promise<PsaResult<readonly PsaAgreement[]>>,
  companyId: string,
): Promise<PsaResult<readonly PsaAgreement[]>> {
  if (!isRecordId(companyId)) return psaFailure('PsaNotFound', 'not the id of a ConnectWise company');
  const own = await whole(listOf(`company/id=${companyId}`));
  if (!own.ok) return own;
  const all = new Map(own.value.map((agreement) => [agreement.id, agreement]));
  const ids = [...all.keys()];
  for (let start = 0; start < ids.length; start += idsAtOnce) {
    const children = await whole(
      listOf(`parentAgreement/id in (${ids.slice(start, start + idsAtOnce).join(',')})`),
    );
    if (!children.ok) return children;
    for (const child of children.value) all.set(child.id, child);
  }
  return { ok: true, value: [...all.values()] };
}
