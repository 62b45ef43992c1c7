import { message } from '../../messages/message.ts';
import { z } from 'zod';
import type { PsaAgreement, PsaCompany, PsaLine } from '../../domain/psa-facts.ts';
import { psaFailure } from './failures.ts';
import type { AgreementSnapshot, Gone, LineRef, PsaResult, LineSnapshot } from '../port.ts';
import type { TargetWithLines } from '../read-target.ts';
import { id } from '../answer-fields.ts';
import { shapes } from './answer-shapes.ts';
import { ofOneAgreement, rights } from './api.ts';
import type { ConnectWiseApi } from './api.ts';
import type { ReadLimits } from '../read-limits.ts';
import { agreementRecord, companyRecord, isRecordId, lineRecord, readRow } from './records.ts';

/**
 * One addition with its agreement and parent agreement (connectwise.md 6.2, 6.3), each asked for by its id. Every
 * answer must be about that very id, since a write is decided on it. A parent that is not there is `Gone` as well:
 * the next invoice date may be the parent's (RULES 3), so nothing can be said about where a change would land. A parent
 * that is expected is asked for at the same time, so that a slow PSA is waited for once.
 */
export async function readLineSnapshot(
  api: ConnectWiseApi,
  ref: LineRef,
  limits: ReadLimits,
  expectedParentId: string | null = null,
): Promise<PsaResult<LineSnapshot | Gone>> {
  if (!isRecordId(ref.agreementId) || !isRecordId(ref.lineId))
    return psaFailure('PsaNotFound', message('psas.invalid-id.line'));
  const [above, line] = await Promise.all([
    readAgreements(api, ref, limits, expectedParentId),
    readLine(api, ref, limits),
  ]);
  if (!above.ok) return above;
  if (isGone(above.value)) return found(above.value);
  if (!line.ok) return line;
  return found(isGone(line.value) ? line.value : { ...above.value, line: line.value, document: null });
}

/** The agreement and its parent, unless either is not there. */
async function readAgreements(
  api: ConnectWiseApi,
  { agreementId }: Pick<LineRef, 'agreementId'>,
  limits: ReadLimits,
  expectedParentId: string | null,
): Promise<PsaResult<Pick<LineSnapshot, 'agreement' | 'parentAgreement'> | Gone>> {
  const [agreement, expectedParent] = await Promise.all([
    readAgreement(api, agreementId, limits),
    expectedParentId === null ? null : readAgreement(api, expectedParentId, limits),
  ]);
  if (!agreement.ok) return agreement;
  if (isGone(agreement.value)) return found(agreement.value);
  const { parentAgreementId } = agreement.value;
  if (parentAgreementId === null) return found({ agreement: agreement.value, parentAgreement: null });
  const parent =
    expectedParent !== null && parentAgreementId === expectedParentId
      ? expectedParent
      : await readAgreement(api, parentAgreementId, limits);
  if (!parent.ok) return parent;
  return found(
    isGone(parent.value) ? parent.value : { agreement: agreement.value, parentAgreement: parent.value },
  );
}

/**
 * What a write depends on last: the agreement, its parent, and every addition of it in one list, asked for at the same
 * time. An addition that is not listed is asked for by its id, which tells where it went.
 *
 * @param own every addition of the agreement
 */
export async function readTargetWithLines(
  api: ConnectWiseApi,
  ref: LineRef,
  limits: ReadLimits,
  expectedParentId: string | null,
  own: () => Promise<PsaResult<readonly PsaLine[]>>,
): Promise<PsaResult<TargetWithLines>> {
  if (!isRecordId(ref.agreementId) || !isRecordId(ref.lineId))
    return psaFailure('PsaNotFound', message('psas.invalid-id.line'));
  const [above, listed] = await Promise.all([readAgreements(api, ref, limits, expectedParentId), own()]);
  if (!above.ok) return above;
  if (isGone(above.value)) return found({ target: above.value, lines: listed.ok ? listed.value : [] });
  if (!listed.ok) return listed;
  const lines = listed.value;
  const line = lines.find(({ id: lineId }) => lineId === ref.lineId);
  if (line !== undefined) return found({ target: { ...above.value, line, document: null }, lines });
  const alone = await readLine(api, ref, limits);
  if (!alone.ok) return alone;
  return isGone(alone.value)
    ? found({ target: alone.value, lines })
    : psaFailure('PsaListIncomplete', message('connectwise.unlisted-addition', { id: ref.lineId }));
}

/** The agreement that a line is created on, its parent, and every addition of it, asked for at the same time. */
export async function readAgreementWithLines(
  api: ConnectWiseApi,
  agreementId: string,
  limits: ReadLimits,
  expectedParentId: string | null,
  own: () => Promise<PsaResult<readonly PsaLine[]>>,
): Promise<PsaResult<AgreementSnapshot | Gone>> {
  if (!isRecordId(agreementId)) return psaFailure('PsaNotFound', message('psas.invalid-id.agreement'));
  const [above, listed] = await Promise.all([
    readAgreements(api, { agreementId }, limits, expectedParentId),
    own(),
  ]);
  if (!above.ok) return above;
  if (isGone(above.value)) return found(above.value);
  return listed.ok ? found({ ...above.value, lines: listed.value }) : listed;
}

/** One company, which must be that very one; null: it is not there. */
export async function readCompany(
  api: ConnectWiseApi,
  companyId: string,
  limits: ReadLimits,
): Promise<PsaResult<PsaCompany | null>> {
  if (!isRecordId(companyId)) return psaFailure('PsaNotFound', message('psas.invalid-id.company'));
  const asked = {
    operation: 'company',
    path: `company/companies/${companyId}`,
    id: companyId,
    right: rights.companies,
  };
  const read = await readRecord(api, asked, limits, (row) => readRow(row, companyRecord));
  if (!read.ok) return read;
  return found(isGone(read.value) ? null : read.value);
}

/**
 * The agreement right after a write of one of its lines, with its parent where that says the next invoice; null: it could
 * not be read in time.
 */
export async function readAgreementAfter(
  api: ConnectWiseApi,
  agreementId: string,
  limits: ReadLimits,
): Promise<Pick<LineSnapshot, 'agreement' | 'parentAgreement'> | null> {
  const agreement = await readAgreement(api, agreementId, limits);
  if (!agreement.ok || isGone(agreement.value)) return null;
  const { parentAgreementId, nextInvoiceDate } = agreement.value;
  if (parentAgreementId === null || nextInvoiceDate !== null)
    return { agreement: agreement.value, parentAgreement: null };
  const parent = await readAgreement(api, parentAgreementId, limits);
  return parent.ok && !isGone(parent.value)
    ? { agreement: agreement.value, parentAgreement: parent.value }
    : null;
}

function readAgreement(
  api: ConnectWiseApi,
  agreementId: string,
  limits: ReadLimits,
): Promise<PsaResult<PsaAgreement | Gone>> {
  const asked = { operation: 'agreement', path: `finance/agreements/${agreementId}`, id: agreementId };
  return readRecord(api, asked, limits, (row) => readRow(row, agreementRecord));
}

/** A line whose own agreement is another by now has left this address, even where the address still answers. */
function readLine(
  api: ConnectWiseApi,
  { agreementId, lineId }: LineRef,
  limits: ReadLimits,
): Promise<PsaResult<PsaLine | Gone>> {
  const path = `finance/agreements/${agreementId}/additions/${lineId}`;
  return readRecord(api, { operation: 'addition', path, id: lineId }, limits, (row) => {
    const owner = owned.safeParse(row);
    return owner.success && owner.data.agreementId !== agreementId
      ? found(gone(owner.data.agreementId))
      : readRow<PsaLine | Gone>(row, lineRecord(agreementId));
  });
}

async function readRecord<T>(
  api: ConnectWiseApi,
  asked: { readonly operation: string; readonly path: string; readonly id: string; readonly right?: string },
  limits: ReadLimits,
  read: (row: unknown) => PsaResult<T>,
): Promise<PsaResult<T | Gone>> {
  const { operation, path, right = rights.agreements } = asked;
  const answer = await api.get({ operation, path, query: {}, right, shape: shapes.record }, limits);
  if (!answer.ok) return answer.code === 'PsaNotFound' ? found(gone()) : ofOneAgreement(answer);
  const about = identified.parse(answer.value.value);
  if (about.id !== asked.id)
    return psaFailure(
      'PsaAnswerUnreadable',
      message('psas.unreadable.other-record', { call: operation, id: asked.id, shown: about.id }),
    );
  return read(answer.value.value);
}

const identified = z.object({ id });
const owned = z.object({ agreementId: id });
const found = <T>(value: T): { readonly ok: true; readonly value: T } => ({ ok: true, value });
const gone = (movedTo: string | null = null): Gone => ({ gone: true, movedTo });
const isGone = (value: object): value is Gone => 'gone' in value;
