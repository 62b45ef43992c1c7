import { message } from '../../messages/message.ts';
import type { PsaAgreement } from '../../domain/psa-facts.ts';
import { psaFailure } from './failures.ts';
import type { PsaResult } from '../port.ts';
import { rights } from './api.ts';
import type { List } from './lists.ts';
import { agreementRecord, isRecordId } from './records.ts';

/** Ids in one condition: a request's address has a limit. */
const idsAtOnce = 100;

/**
 * Read right before a write, whose other agreements are named by the evidence of its approval: no count of its own is
 * asked for where the list came on one page.
 *
 * @param fewest rows below which the PSA's own count is asked for
 */
const listOf = (conditions: string, fewest: number): List<PsaAgreement> => ({
  operation: 'company/agreements',
  path: 'finance/agreements',
  right: rights.agreements,
  record: agreementRecord,
  conditions,
  known: fewest,
  beforeWriting: true,
});

const childrenOf = (ids: readonly string[]): string => `parentAgreement/id in (${ids.join(',')})`;

/**
 * Every agreement of one company, and their child agreements. A child agreement has no children
 * (connectwise.md 6.2).
 *
 * @param known agreements that the company had when it was read last: their children are asked for in the same request,
 *   and fewer are not taken without a count
 */
export async function agreementsOf(
  whole: (list: List<PsaAgreement>) => Promise<PsaResult<readonly PsaAgreement[]>>,
  companyId: string,
  known: readonly string[],
): Promise<PsaResult<readonly PsaAgreement[]>> {
  if (!isRecordId(companyId)) return psaFailure('PsaNotFound', message('psas.invalid-id.company'));
  const asked = known.filter(isRecordId).slice(0, idsAtOnce);
  const ofCompany = `company/id=${companyId}`;
  const conditions = asked.length === 0 ? ofCompany : `${ofCompany} or ${childrenOf(asked)}`;
  const own = await whole(listOf(conditions, Math.max(1, known.length)));
  if (!own.ok) return own;
  const all = new Map(own.value.map((agreement) => [agreement.id, agreement]));
  const ids = own.value
    .filter(({ id, parentAgreementId }) => parentAgreementId === null && !asked.includes(id))
    .map(({ id }) => id);
  for (let start = 0; start < ids.length; start += idsAtOnce) {
    const children = await whole(listOf(childrenOf(ids.slice(start, start + idsAtOnce)), 0));
    if (!children.ok) return children;
    for (const child of children.value) all.set(child.id, child);
  }
  return { ok: true, value: [...all.values()] };
}
