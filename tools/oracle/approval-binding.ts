import { effectsOf } from './effects.ts';
import type { Bound, OracleFacts } from './facts.ts';
import {
  changesOf,
  fieldAfter,
  lastReadingOfAgreementBefore,
  lastReadingOfCompanyBefore,
  writeRequests,
} from './psa-history.ts';
import { agreement, company } from './psa-evidence.ts';
import type { Violation } from './violation.ts';

/** What an approval binds beside the line itself (RULES 6, 9, 13), against what the PSA showed right before the request. */
export const evaluateBound = (facts: OracleFacts): readonly Violation[] => [
  ...evaluateShown(facts),
  ...evaluateRates(facts),
  ...facts.elsewhere
    .filter((entry) => (entry.kind === 'change' ? entry.by === 'api' : entry.write !== null))
    .map((entry) => ({
      kind: 'written-elsewhere' as const,
      words: `another instance was written to at ${entry.at}`,
    })),
];

/** Type of the agreement and recycle bin, where the PSA has these: another value must have ended the approval. */
function evaluateShown(facts: OracleFacts): readonly Violation[] {
  return effectsOf(facts).flatMap(({ change, line }) => {
    const bound = line === null ? undefined : facts.bound.get(line.id);
    if (line === null || bound === undefined) return [];
    const sent = writeRequests(facts).findLast(
      ({ seq, write }) => seq < change.seq && String(write?.lineId) === change.id,
    );
    const differs = [
      typeShown(facts, bound, line.agreementId, sent?.seq ?? change.seq),
      binShown(facts, bound, sent?.seq ?? change.seq),
    ].filter((words) => words !== null);
    return differs.map((words) => ({
      kind: 'sent-though-changed' as const,
      words: `${line.label}, line ${change.id}, was sent at ${sent?.at ?? change.at} although ${words}`,
      change: change.seq,
    }));
  });
}

function typeShown(facts: OracleFacts, { typeId }: Bound, agreementId: string, sent: number): string | null {
  const now = facts.agreements.find(({ id }) => String(id) === agreementId)?.type;
  if (now === undefined || typeId === null) return null;
  const read = lastReadingOfAgreementBefore(facts, agreementId, sent);
  const shown = fieldAfter(facts, agreement, agreementId, 'type', read, now) as typeof now;
  return String(shown.id) === typeId ? null : `its agreement was of type ${shown.id}, not ${typeId}`;
}

function binShown(facts: OracleFacts, { companyId, companyDeleted }: Bound, sent: number): string | null {
  const now = facts.companies?.find(({ id }) => String(id) === companyId)?.deletedFlag;
  if (now === undefined || companyDeleted !== false) return null;
  const read = lastReadingOfCompanyBefore(facts, companyId, sent);
  return fieldAfter(facts, company, companyId, 'deletedFlag', read, now) === true
    ? 'its company was in the recycle bin'
    : null;
}

/** A change that moves money in another currency leaves only while that has a rate. By the audit, which has both in order. */
function evaluateRates(facts: OracleFacts): readonly Violation[] {
  return facts.audit
    .filter(({ action }) => action === 'write-back.sending' || action === 'write-back.sending-again')
    .flatMap(({ seq, objectId }) => {
      const bound = facts.bound.get(objectId);
      const line = facts.lines.find(({ id }) => id === objectId);
      const rates = facts.rates.findLast((one) => one.seq < seq);
      if (bound === undefined || line === undefined || rates === undefined) return [];
      const { currency, unitPrice } = bound;
      const isMoney = line.decision !== 'prove' && unitPrice !== null && Number(unitPrice) !== 0;
      if (!isMoney || currency === null || currency === rates.own || rates.known.includes(currency))
        return [];
      return [
        {
          kind: 'sent-without-rate' as const,
          words: `${line.label}, line ${line.psaLineId}, in ${currency}, was sent while that had no rate`,
        },
      ];
    });
}

/**
 * Changes that landed on a later invoice than the one they were approved for, of which people were told so, or which a
 * person was given. Where somebody changed the agreement once more afterwards, its moments do not tell (RULES 5).
 */
export function isBillingTargetTold(facts: OracleFacts, seq: number): boolean {
  if (facts.tellsBillingTarget !== true) return true;
  const effect = effectsOf(facts).find(({ change }) => change.seq === seq);
  const line = effect?.line ?? null;
  if (effect === undefined || line === null || line.state !== 'confirmed') return true;
  if (facts.notifiedLaterInvoice.includes(line.id)) return true;
  const { finishedAt } = line;
  return changesOf(facts).some(
    ({ object, seq: later, at }) =>
      object === agreement && later > seq && finishedAt !== null && Date.parse(at) <= finishedAt,
  );
}
