import { message } from '../../messages/message.ts';
import { mayBill } from '../../domain/usage/agreement-usability.ts';
import type { Gone, LineRef, LineSnapshot, PsaResult, Target, TargetReadLimits, TargetRef } from '../port.ts';
import type { ReadLimits } from '../read-limits.ts';
import type { ContractReader } from './contract-reader.ts';
import type { ContractSet } from './contract-set.ts';
import { psaFailure } from './failures.ts';
import { isRecordId } from './records.ts';
import type { LastRead } from './write-path.ts';

/** See `Psa.readTarget`; with it what a write that rests on it asks for no more, null: the line is gone. */
export async function readTarget(
  books: ContractReader,
  {
    companies: companyIds,
    evidence,
    at,
    knownLines = new Map(),
    knownLocked = null,
    actsOn = null,
    ...ref
  }: TargetRef,
  beforeTarget: TargetReadLimits['beforeTarget'],
  limits: ReadLimits,
): Promise<PsaResult<{ readonly target: Target; readonly lastRead: LastRead | null }>> {
  if (!isRecordId(ref.agreementId) || !isRecordId(ref.lineId))
    return psaFailure('PsaNotFound', message('psas.invalid-id.line'));
  const contractIds = [...new Set(evidence.map(({ agreementId }) => agreementId))];
  const wanted = { companyIds, contractIds };
  const known = { lines: knownLines, charges: knownLocked };
  const beside = await books.beside(ref.agreementId, wanted, known, limits);
  if (!beside.ok) return beside;
  await beforeTarget?.();
  const now = await books.now(ref, actsOn, beside.value, knownLines, limits);
  if (!now.ok) return now;
  const { book, rows } = now.value;
  const target = inBook(book, ref);
  const others = book.agreements;
  const ids = new Set([
    ref.agreementId,
    ...contractIds,
    ...others.filter((agreement) => mayBill(agreement, at)).map(({ id }) => id),
  ]);
  const agreements = [...ids].map((id) => ({ id, lines: book.lines(id) ?? [] }));
  return {
    ok: true,
    value: {
      target: { target, agreements, others },
      lastRead: 'gone' in target ? null : { ref, line: target.line, rows, actsOn },
    },
  };
}

export function inBook(book: ContractSet, { agreementId, lineId }: LineRef): LineSnapshot | Gone {
  const agreement = book.agreement(agreementId);
  const line = book.lines(agreementId)?.find(({ id }) => id === lineId);
  return agreement === null || line === undefined
    ? { gone: true, movedTo: null }
    : { line, agreement, parentAgreement: null, document: null };
}
