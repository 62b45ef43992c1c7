import { message } from '../messages/message.ts';
import { allOf, failuresWith } from './failures.ts';
import type { PsaAgreement, PsaCompany, PsaLine } from '../domain/psa-facts.ts';
import { mayBill } from '../domain/usage/agreement-usability.ts';
import type {
  AgreementSnapshot,
  Gone,
  LineRef,
  NewLineRef,
  NewLineTarget,
  Psa,
  PsaFailure,
  PsaResult,
  LineSnapshot,
  Target,
  TargetReadLimits,
  TargetRef,
} from './port.ts';

/** What reads the surroundings of a target, where the PSA cannot read it in one request. */
interface SurroundingReads extends Pick<Psa, 'lines' | 'readLine'> {
  /**
   * Every agreement of one company, and their child agreements, whichever company these belong to. `known`: those that
   * were read before.
   */
  agreementsOf(
    companyId: string,
    known: readonly string[],
    signal?: AbortSignal,
  ): Promise<PsaResult<readonly PsaAgreement[]>>;
  /** One company as it stands now; null: it is not there. Absent: nothing of a company decides where invoices go. */
  company?(companyId: string, signal?: AbortSignal): Promise<PsaResult<PsaCompany | null>>;
}

/** The requests behind `Psa.readTarget`. */
interface Reads extends SurroundingReads {
  /**
   * The target with every other line of its agreement. `expectedParentId`: see `Psa.readLine`; `known`: see `Psa.lines`.
   * Absent: the lines of its agreement are read before it.
   */
  targetWithLines?(
    ref: LineRef,
    expected: { readonly parentId: string | null; readonly known: number | null },
    signal?: AbortSignal,
  ): Promise<PsaResult<TargetWithLines>>;
}

export interface TargetWithLines {
  readonly target: LineSnapshot | Gone;
  /** Every line of its agreement; empty where the agreement does not exist. */
  readonly lines: readonly PsaLine[];
}

/**
 * Reads what an approval binds (RULES 6): the lines of every usable agreement of the companies and of their child
 * agreements, and of those that were evidence; then, last, the target line with its agreement, and with the other lines
 * of that where they come with it.
 */
export async function readTargetBy(
  reads: Reads,
  ref: TargetRef,
  { beforeTarget, signal }: TargetReadLimits = {},
): Promise<PsaResult<Target>> {
  const { agreementId, lineId } = ref;
  const around = await readSurroundings(reads, ref, reads.targetWithLines === undefined, signal);
  if (!around.ok) return around;
  const { parentId, known, ...surroundings } = around.value;
  await beforeTarget?.();
  const line = { agreementId, lineId };
  const read = await (reads.targetWithLines?.(line, { parentId, known }, signal) ??
    withoutLines(reads.readLine(line, signal, parentId)));
  if (!read.ok) return read;
  const { target, lines } = read.value;
  const unlisted = unlistedTarget(target, ref, surroundings);
  if (unlisted !== null) return unlisted;
  const own = lines === null ? [] : [{ id: agreementId, lines }];
  return {
    ok: true,
    value: { ...surroundings, target, agreements: [...surroundings.agreements, ...own] },
  };
}

/** The requests behind `Psa.readAgreement`. */
interface AgreementReads extends SurroundingReads {
  /** The agreement with every line of it. `expected`: as of {@link Reads}. */
  agreementWithLines(
    agreementId: string,
    expected: { readonly parentId: string | null; readonly known: number | null },
    signal?: AbortSignal,
  ): Promise<PsaResult<AgreementSnapshot | Gone>>;
}

/**
 * Reads what the approval of a new line binds (RULES 16): the lines of the same agreements as {@link readTargetBy}; then,
 * last, the agreement that it is created on, with all its lines.
 */
export async function readAgreementBy(
  reads: AgreementReads,
  ref: NewLineRef,
  { beforeTarget, signal }: TargetReadLimits = {},
): Promise<PsaResult<NewLineTarget>> {
  const { agreementId } = ref;
  const around = await readSurroundings(reads, ref, false, signal);
  if (!around.ok) return around;
  const { parentId, known, ...surroundings } = around.value;
  await beforeTarget?.();
  const read = await reads.agreementWithLines(agreementId, { parentId, known }, signal);
  if (!read.ok) return read;
  const target = read.value;
  const unlisted = unlistedTarget(target, ref, surroundings);
  if (unlisted !== null) return unlisted;
  const own = { id: agreementId, lines: 'gone' in target ? [] : target.lines };
  return { ok: true, value: { ...surroundings, target, agreements: [...surroundings.agreements, own] } };
}

/** Everything except the target, and what an earlier reading said of its agreement. */
interface Surroundings extends Omit<Target, 'target'> {
  readonly parentId: string | null;
  readonly known: number | null;
}

/** @param withOwn whether the lines of the target's own agreement are read here */
async function readSurroundings(
  reads: SurroundingReads,
  { agreementId, companies, evidence, at, knownLines }: NewLineRef,
  withOwn: boolean,
  signal: AbortSignal | undefined,
): Promise<PsaResult<Surroundings>> {
  const supposed = [...new Set([agreementId, ...(knownLines?.keys() ?? [])])];
  const [agreementLists, companyRecords] = await Promise.all([
    Promise.all(companies.map((id) => reads.agreementsOf(id, supposed, signal))),
    Promise.all(companies.map((id) => companyNow(reads, id, signal))),
  ]);
  const lists = allOf(agreementLists.map((list, nth) => ofCompany(list, companies[nth], supposed)));
  if (!lists.ok) return lists;
  const asked = allOf(companyRecords);
  if (!asked.ok) return asked;
  const listed = lists.value.flat();
  const wanted = new Set([
    agreementId,
    ...evidence.map((ref) => ref.agreementId),
    ...listed.filter((agreement) => mayBill(agreement, at)).map(({ id }) => id),
  ]);
  if (!withOwn) wanted.delete(agreementId);
  const agreements = allOf(
    await Promise.all([...wanted].map((id) => linesOf(reads, id, knownLines?.get(id) ?? null, signal))),
  );
  if (!agreements.ok) return agreements;
  // Those of other companies: the lists have no record of them.
  const listedIds = new Set([agreementId, ...listed.map(({ id }) => id)]);
  const foreign = evidence.filter((ref) => !listedIds.has(ref.agreementId));
  const records = allOf(await Promise.all(foreign.map((ref) => reads.readLine(ref, signal))));
  if (!records.ok) return records;
  return {
    ok: true,
    value: {
      agreements: agreements.value,
      others: [...listed, ...records.value.flatMap((read) => ('gone' in read ? [] : [read.agreement]))],
      companies: asked.value.flat(),
      parentId: listed.find(({ id }) => id === agreementId)?.parentAgreementId ?? null,
      known: knownLines?.get(agreementId) ?? null,
    },
  };
}

const psaFailure = failuresWith({});

/**
 * The list, unless an agreement in it belongs neither to the company nor to a parent agreement that was asked for: then
 * it is the response to another request, such as a cached one.
 */
function ofCompany(
  list: PsaResult<readonly PsaAgreement[]>,
  companyId: string | undefined,
  supposed: readonly string[],
): PsaResult<readonly PsaAgreement[]> {
  if (!list.ok) return list;
  const own = list.value.filter((agreement) => agreement.companyId === companyId);
  const parents = new Set([...supposed, ...own.map(({ id }) => id)]);
  const stray = list.value.find(
    (agreement) => agreement.companyId !== companyId && !parents.has(agreement.parentAgreementId ?? ''),
  );
  return stray === undefined ? list : notAskedFor(stray.id);
}

const notAskedFor = (id: string): PsaFailure =>
  psaFailure('PsaAnswerUnreadable', message('psas.unreadable.agreement-not-asked-for', { id }));

/** The agreement that is written must be on the list of its company; null: it is, or nothing says that it should be. */
export function unlistedTarget(
  target: Pick<LineSnapshot, 'agreement'> | Gone,
  { companies }: Pick<NewLineRef, 'companies'>,
  { others }: Pick<Target, 'others'>,
): PsaFailure | null {
  if ('gone' in target) return null;
  const { id, companyId, parentAgreementId } = target.agreement;
  const listedIds = new Set(others.map((agreement) => agreement.id));
  const belongs = companies.includes(companyId) || listedIds.has(parentAgreementId ?? '');
  return !belongs || listedIds.has(id)
    ? null
    : psaFailure('PsaAnswerUnreadable', message('psas.unreadable.agreement-not-listed', { id }));
}

/** Those of its agreement were read before. */
async function withoutLines(
  reading: Promise<PsaResult<LineSnapshot | Gone>>,
): Promise<PsaResult<{ readonly target: LineSnapshot | Gone; readonly lines: null }>> {
  const read = await reading;
  return read.ok ? { ok: true, value: { target: read.value, lines: null } } : read;
}

/** Of a PSA whose companies decide nothing: none. */
async function companyNow(
  reads: SurroundingReads,
  id: string,
  signal: AbortSignal | undefined,
): Promise<PsaResult<NonNullable<Target['companies']>>> {
  if (reads.company === undefined) return { ok: true, value: [] };
  const read = await reads.company(id, signal);
  return read.ok ? { ok: true, value: [{ id, company: read.value }] } : read;
}

async function linesOf(
  reads: SurroundingReads,
  id: string,
  known: number | null,
  signal: AbortSignal | undefined,
): Promise<PsaResult<{ readonly id: string; readonly lines: readonly PsaLine[] }>> {
  const listed = await reads.lines(id, signal, known);
  if (!listed.ok && listed.code !== 'PsaNotFound') return listed;
  return { ok: true, value: { id, lines: listed.ok ? listed.value : [] } };
}
