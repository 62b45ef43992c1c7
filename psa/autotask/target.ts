import { message } from '../../messages/message.ts';
import { mayBill } from '../../domain/usage/agreement-usability.ts';
import type { PsaAgreement } from '../../domain/psa-facts.ts';
import type { Day } from '../../domain/quantity.ts';
import type {
  Gone, LineRef, LineSnapshot, NewLineRef, NewLineTarget, PsaResult, Target, TargetReadLimits, TargetRef,
} from '../port.ts'; // prettier-ignore
import type { ReadLimits } from '../read-limits.ts';
import type { ContractReader } from './contract-reader.ts';
import type { ContractSet } from './contract-set.ts';
import { psaFailure } from './failures.ts';
import { isRecordId } from './records.ts';
import type { Periods } from './units.ts';
import type { LastRead } from './write-path.ts';

/** See `Psa.readTarget`; with it what a write that rests on it asks for no more, null: the line is not there. */
export async function readTarget(
  books: ContractReader,
  { actsOn = null, lineId, ...rest }: TargetRef,
  beforeTarget: TargetReadLimits['beforeTarget'],
  limits: ReadLimits,
): Promise<PsaResult<{ readonly target: Target; readonly lastRead: LastRead | null }>> {
  if (!isRecordId(rest.agreementId) || !isRecordId(lineId))
    return psaFailure('PsaNotFound', message('psas.invalid-id.line'));
  const read = await readAround(books, rest, { lineId, actsOn }, beforeTarget, limits);
  if (!read.ok) return read;
  const { book, rows, agreements, others } = read.value;
  const ref = { agreementId: rest.agreementId, lineId };
  const target = inBook(book, ref);
  const lastRead =
    'gone' in target
      ? null
      : { ref, line: target.line, rows, actsOn, periods: periodsOfAgreement(target.agreement) };
  return { ok: true, value: { target: { target, agreements, others }, lastRead } };
}

/** See `Psa.readAgreement`. */
export async function readAgreement(
  books: ContractReader,
  ref: NewLineRef,
  beforeTarget: TargetReadLimits['beforeTarget'],
  limits: ReadLimits,
): Promise<PsaResult<NewLineTarget>> {
  const { agreementId } = ref;
  if (!isRecordId(agreementId)) return psaFailure('PsaNotFound', message('psas.invalid-id.agreement'));
  const read = await readAround(books, ref, { lineId: null, actsOn: null }, beforeTarget, limits);
  if (!read.ok) return read;
  const { book, agreements, others } = read.value;
  const agreement = book.agreement(agreementId);
  const lines = book.lines(agreementId);
  const target: NewLineTarget['target'] =
    agreement === null || lines === null
      ? { gone: true, movedTo: null }
      : { agreement, parentAgreement: null, lines };
  return { ok: true, value: { target, agreements, others } };
}

/** A contract, read last, and every other one that may bill the same companies. */
async function readAround(
  books: ContractReader,
  {
    agreementId,
    companies: companyIds,
    evidence,
    at,
    knownLines = new Map(),
    knownLocked = null,
  }: NewLineRef,
  { lineId, actsOn }: { readonly lineId: string | null; readonly actsOn: Day | null },
  beforeTarget: TargetReadLimits['beforeTarget'],
  limits: ReadLimits,
) {
  const contractIds = [...new Set(evidence.map((ref) => ref.agreementId))];
  const known = { lines: knownLines, charges: knownLocked };
  const beside = await books.beside(agreementId, { companyIds, contractIds }, known, limits);
  if (!beside.ok) return beside;
  await beforeTarget?.();
  const now = await books.now({ agreementId, lineId }, actsOn, beside.value, knownLines, limits);
  if (!now.ok) return now;
  const { book, rows } = now.value;
  // It is asked for by its ID as well, whatever its company.
  const isListed = beside.value.contracts.some(({ id }) => id === agreementId);
  if (!isListed && book.agreement(agreementId) !== null)
    return psaFailure(
      'PsaAnswerUnreadable',
      message('psas.unreadable.agreement-not-listed', { id: agreementId }),
    );
  const others = book.agreements;
  const ids = new Set([
    agreementId,
    ...contractIds,
    ...others.filter((agreement) => mayBill(agreement, at)).map(({ id }) => id),
  ]);
  const agreements = [...ids].map((id) => ({ id, lines: book.lines(id) ?? [] }));
  return { ok: true as const, value: { book, rows, agreements, others } };
}

const periodsOfAgreement = ({ startDate, endDate, billingCycle }: PsaAgreement): Periods => ({
  startDate,
  endDate,
  months: billingCycle?.months ?? null,
});

export function inBook(book: ContractSet, { agreementId, lineId }: LineRef): LineSnapshot | Gone {
  const agreement = book.agreement(agreementId);
  const line = book.lines(agreementId)?.find(({ id }) => id === lineId);
  return agreement === null || line === undefined
    ? { gone: true, movedTo: null }
    : { line, agreement, parentAgreement: null, document: null };
}
