import { asWritten, type Message, message, sentences } from '../../messages/message.ts';
import { Decimal } from 'decimal.js';
import { z } from 'zod';
import type { Instant } from '../../domain/quantity.ts';
import type { OverlappingEdits, PsaFailure, PsaResult } from '../port.ts';
import type { FieldFault } from '../field-fault.ts';
import type { ReadLimits } from '../read-limits.ts';
import { id, instant, optionalRef } from './fields.ts';
import type { Document } from './invoice-reader.ts';
import type { Reads } from './reads.ts';
import { rights } from './rights.ts';
import type { HaloPsaSettings } from './settings.ts';

/** A row of `InvoiceChange` (halopsa.md 5.4). */
interface LoggedChange {
  readonly id: bigint;
  /** Null: of the recurring invoice itself. */
  readonly lineId: string | null;
  readonly field: string;
  readonly before: string;
  readonly after: string;
  readonly who: string;
  /** Null: it cannot be read. */
  readonly at: Instant | null;
}

const words = z
  .string()
  .nullish()
  .transform((value) => value ?? '');
const row = z
  .object({
    id,
    invoice_line_id: optionalRef,
    field_name: words,
    old_value: words,
    new_value: words,
    who: words,
    datetime: instant,
  })
  .transform((one): LoggedChange => ({
    id: BigInt(one.id),
    lineId: one.invoice_line_id,
    field: one.field_name,
    before: one.old_value,
    after: one.new_value,
    who: one.who,
    at: one.datetime,
  }));
const rows = z.array(row);
/** Under which key the rows stand is not published, so the only array there is holds them. */
const answer = z.union([
  rows,
  z.record(z.string(), z.unknown()).transform((body, context) => {
    const lists = Object.values(body).filter(Array.isArray);
    const read = rows.safeParse(lists.length === 1 ? lists[0] : null);
    if (read.success) return read.data;
    context.addIssue({ code: 'custom', message: 'not-a-list' satisfies FieldFault });
    return z.NEVER;
  }),
]);

/** More than a request and the people beside it write within seconds; what lies before is not needed. */
const newestRows = 100;

/** The change that was posted. */
export interface PostedChange {
  /** `line`: the line is new. */
  readonly of: 'quantity' | 'end' | 'line';
  readonly lineId: string;
  readonly before: string;
  readonly after: string;
}

/** Halo's log of changes to recurring invoices, read around a write. It tells what no reading of the invoice shows. */
export class ChangeLog {
  readonly #reads: Reads;
  readonly #settings: Pick<HaloPsaSettings, 'changeLogWithinMs'>;
  /** The newest entry of each recurring invoice right before it was read; null: there was none. Absent: not known. */
  readonly #marks = new Map<string, bigint | null>();

  constructor(reads: Reads, settings: Pick<HaloPsaSettings, 'changeLogWithinMs'>) {
    this.#reads = reads;
    this.#settings = settings;
  }

  /**
   * Notes the newest entry, once in this client's life: called before the reading that a write rests on. Null: noted, or
   * this instance gives no log, or none in time; else why it could not be read this time.
   */
  async mark(agreementId: string, limits: ReadLimits): Promise<PsaFailure | null> {
    if (this.#marks.has(agreementId)) return null;
    const newest = await this.#newest(agreementId, limits, 1);
    if (!newest.ok) return isWithoutLog(newest) ? null : newest;
    this.#marks.set(agreementId, newest.value.at(-1)?.id ?? null);
    return null;
  }

  /** What people changed since the mark and before the post. */
  async editsSince(
    agreementId: string,
    posted: PostedChange,
    { lines }: Pick<Document, 'lines'>,
    limits: ReadLimits,
  ): Promise<PsaResult<OverlappingEdits>> {
    const mark = this.#marks.get(agreementId);
    const read = await this.#newest(agreementId, limits);
    if (!read.ok) return notRead(read);
    // Without a mark only the entry of the post itself says what it replaced.
    const since =
      mark === undefined
        ? ownAlone(read.value, posted)
        : read.value.filter(({ id: one }) => mark === null || one > mark);
    return { ok: true, value: overlappingEdits(since, posted, calledIn(lines)) };
  }

  /**
   * The same of a post whose answer was lost, where nothing was marked. `readAt`: when the document said it was last
   * changed in the reading that the post rested on; null: it did not say, so only what the post replaced is known.
   */
  async editsBefore(
    agreementId: string,
    posted: PostedChange,
    { lines }: Pick<Document, 'lines'>,
    readAt: Instant | null,
    limits: ReadLimits,
  ): Promise<PsaResult<OverlappingEdits>> {
    const read = await this.#newest(agreementId, limits);
    if (!read.ok) return notRead(read);
    const isLater = ({ at }: LoggedChange): boolean => readAt !== null && at !== null && at > readAt;
    const later = read.value.filter(isLater);
    const own = ownEntry(read.value, posted);
    if (own === null) return notKnown(notLogged);
    const since = later.includes(own) ? later : [own];
    return { ok: true, value: overlappingEdits(since, posted, calledIn(lines)) };
  }

  /** The newest entries, oldest first; what is older than a page is left out. */
  async #newest(
    agreementId: string,
    limits: ReadLimits,
    most = newestRows,
  ): Promise<PsaResult<readonly LoggedChange[]>> {
    const query = {
      invoice_id: agreementId,
      pageinate: 'true',
      page_size: String(most),
      page_no: '1',
      order: 'id',
      orderdesc: 'true',
    };
    const asked = { path: 'InvoiceChange', query, right: rights.invoices, shape: answer };
    const endsAt = Math.min(limits.endsAt ?? Infinity, Date.now() + this.#settings.changeLogWithinMs);
    const read = await this.#reads.read(asked, { ...limits, endsAt });
    if (!read.ok) return read;
    return { ok: true, value: [...read.value.value].sort((a, b) => (a.id < b.id ? -1 : 1)) };
  }
}

/** Halo's entry of what was posted; null: there is none. Only what was posted with another value is known to be ours. */
function ownEntry(
  changes: readonly LoggedChange[],
  { of, lineId, after }: PostedChange,
): LoggedChange | null {
  const ofLine = changes.filter((one) => one.lineId === lineId);
  // A line cannot be changed before it exists.
  if (of === 'line') return ofLine[0] ?? null;
  const isOwn = (one: LoggedChange): boolean =>
    of === 'quantity'
      ? /qty|quantity/iu.test(one.field) && sameValue(one.after, after)
      : /end/iu.test(one.field) && sameDay(one.after, after);
  return ofLine.findLast(isOwn) ?? null;
}

/** What else than the value of the last reading the post replaced; null: nothing. */
function replacedOther({ of, before }: PostedChange, own: LoggedChange): Message | null {
  switch (of) {
    case 'quantity':
      if (sameValue(own.before, before)) return null;
      return message('halopsa.change-log.replaced', { replaced: own.before, expected: before });
    case 'end':
      if (sameDay(own.before, before)) return null;
      return message('halopsa.change-log.replaced-end', {
        replaced: valueOf(own.before),
        expected: valueOf(before),
      });
    case 'line':
      return null;
  }
}

/**
 * What people changed between the last reading and the request, by Halo's log of it.
 *
 * @param changes entries since that reading began, oldest first
 * @param called how a line is called
 */
function overlappingEdits(
  changes: readonly LoggedChange[],
  posted: PostedChange,
  called: (lineId: string) => Message,
): OverlappingEdits {
  const own = ownEntry(changes, posted);
  const byOthers = changes.filter((one) => own === null || (one.who !== own.who && one.id < own.id));
  const onLine = byOthers.filter(({ lineId }) => lineId === posted.lineId).map((one) => editIn(one, called));
  const replaced = own === null || onLine.length > 0 ? null : replacedOther(posted, own);
  if (replaced !== null) onLine.push(replaced);
  const elsewhere = byOthers.filter(({ lineId }) => lineId !== posted.lineId);
  return {
    onLine: sentences(onLine),
    elsewhere: sentences(elsewhere.map((one) => editIn(one, called))),
    ...(own === null ? {} : { byPeople: linesOfPeople(changes, posted, own) }),
    // A proof sets what the line has, which is no change to be logged.
    notKnown: own === null && !sameValue(posted.before, posted.after) ? notLogged : null,
  };
}

/** Other lines that a person changed, before the post or after it, and the post did not. */
function linesOfPeople(
  changes: readonly LoggedChange[],
  { lineId: posted }: PostedChange,
  own: LoggedChange,
) {
  const others = new Set(changes.flatMap(({ lineId }) => (lineId === posted ? [] : (lineId ?? []))));
  const isByPerson = ({ who }: LoggedChange): boolean => who !== '' && who !== own.who;
  return [...others].filter((id) => changes.every((one) => one.lineId !== id || isByPerson(one)));
}

/** The instance has no such log, the agent may not read it, or it does not respond: no write waits for it. */
const isWithoutLog = ({ code }: PsaFailure): boolean => withoutLog.has(code);

const withoutLog: ReadonlySet<PsaFailure['code']> = new Set([
  'PsaNotFound',
  'PsaRightMissing',
  'PsaRejected',
  'PsaAnswerUnreadable',
  'PsaTimeout',
  'PsaUnreachable',
]);

const notRead = (failure: PsaFailure): PsaResult<OverlappingEdits> =>
  isWithoutLog(failure)
    ? notKnown(message('halopsa.change-log.unreadable', { cause: failure.detail }))
    : failure;

const notKnown = (why: Message): PsaResult<OverlappingEdits> => ({
  ok: true,
  value: { onLine: null, elsewhere: null, notKnown: why },
});

const calledIn =
  (lines: Document['lines']) =>
  (id: string): Message => {
    const name = lines.find(({ line }) => line.id === id)?.line.productIdentifier ?? null;
    return name === null
      ? message('halopsa.change-log.line', { id })
      : message('halopsa.change-log.named-line', { id, name });
  };

const ownAlone = (changes: readonly LoggedChange[], posted: PostedChange): readonly LoggedChange[] =>
  [ownEntry(changes, posted)].filter((one) => one !== null);

const notLogged = message('halopsa.change-log.not-shown');

function editIn(
  { who, field, lineId, before, after }: LoggedChange,
  called: (lineId: string) => Message,
): Message {
  const edit = {
    field,
    record: lineId === null ? message('halopsa.change-log.recurring-invoice') : called(lineId),
    before: valueOf(before),
    after: valueOf(after),
  };
  return who === ''
    ? message('halopsa.change-log.edit-by-unknown', edit)
    : message('halopsa.change-log.edit', { who, ...edit });
}

const valueOf = (text: string): Message =>
  text === '' ? message('halopsa.change-log.no-value') : asWritten(text);

/** One quantity in two texts. */
function sameValue(a: string, b: string): boolean {
  const [first, second] = [numberIn(a), numberIn(b)];
  return first === null || second === null ? a.trim() === b.trim() : first.equals(second);
}

/** One day in two texts. A day that is not written as we write it is taken for the same: its form is not published. */
function sameDay(a: string, b: string): boolean {
  const [first, second] = [dayIn(a), dayIn(b)];
  return first === null || second === null || first === second;
}

/** Empty: none. Null: it cannot be read. */
function dayIn(text: string): string | null {
  const written = text.trim();
  const day = written === '' ? '' : /^\d{4}-\d{2}-\d{2}/u.exec(written)?.[0];
  return day === undefined ? null : day < '1902' ? '' : day;
}

const numberIn = (text: string): Decimal | null =>
  /^\s*-?\d{1,15}(?:\.\d{1,15})?\s*$/u.test(text) ? new Decimal(text.trim()) : null;
