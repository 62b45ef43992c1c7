import { groupBy } from '../../domain/group-by.ts';
import { canceledDateOf } from '../../domain/canceled-day.ts';
import type { IntentFact } from '../../domain/reconciliation/facts.ts';
import type { AskedWrite, ChangeEntry, RequestLogEntry, RequestEntry } from '../../sandbox/request-log.ts';
import type { HaloPsaScenario } from '../../sandbox/halopsa/scenario.ts';
import type { PsaAddition } from '../../sandbox/scenario.ts';
import { markerIn } from '../../domain/write-back/line-marker.ts';
import type { PsaUnderTest } from '../../test/environment/activities-under-test.ts';
import { autotask } from './autotask-evidence.ts';
import {
  agreement,
  agreementAt,
  company,
  companyAt,
  lastBilledDay,
  type Ledger,
  line,
  lineAt,
  linesOf,
  type MadeLine,
  renamed,
  type Telling,
} from './psa-evidence.ts';

const connectWise: Telling = (requestLog, { connectwise }) => {
  const rename = renamed({
    'connectwise.addition': line,
    'connectwise.agreement': agreement,
    'connectwise.company': company,
  });
  const read = (entry: RequestEntry): RequestEntry => {
    const companyId = /\/company\/companies\/(\d+)$/u.exec(entry.path)?.[1];
    if (companyId !== undefined) return { ...entry, path: companyAt(companyId) };
    const found = /\/finance\/agreements\/(\d+)(?:\/(additions)(?:\/(\d+))?)?$/u.exec(entry.path);
    if (found === null || entry.method !== 'GET') return asked(entry);
    const [, id = '', additions, lineId] = found;
    if (lineId !== undefined) return { ...entry, path: lineAt(id, lineId) };
    return { ...entry, path: additions === undefined ? agreementAt(id) : linesOf(id) };
  };
  const asked = (entry: RequestEntry): RequestEntry =>
    entry.write?.field === 'cancelledDate'
      ? { ...entry, write: { ...entry.write, field: lastBilledDay } }
      : entry;
  const change = (entry: ChangeEntry): ChangeEntry => {
    const named = rename(entry);
    if (named.object !== line) return named;
    if (named.field === 'cancelledDate') return { ...named, field: lastBilledDay };
    return named.field === '*'
      ? { ...named, before: addition(named.before), after: addition(named.after) }
      : named;
  };
  return {
    requestLog: requestLog
      .filter((entry) => entry.kind === 'change' || entry.vendor === 'connectwise')
      .map((entry) => (entry.kind === 'change' ? change(entry) : read(entry))),
    lines: connectwise.additions,
    agreements: connectwise.agreements,
    companies: connectwise.companies,
    sendsAgain: true,
    tellsBillingTarget: true,
  };
};

/** An addition that came or went, in the oracle's words. */
function addition(value: unknown): MadeLine | null {
  if (value === null) return null;
  const made = value as PsaAddition;
  const { serialNumber, description, customFields = {} } = made;
  return {
    quantity: made.quantity,
    productId: String(made.product.id),
    agreementId: String(made.agreementId),
    ...marked(serialNumber, description, ...Object.values(customFields)),
    firstBilledDay: made.effectiveDate,
  };
}

function marked(...texts: readonly (string | null | undefined)[]): Pick<MadeLine, 'marker'> {
  const marker = markerIn(...texts);
  return marker === undefined ? {} : { marker };
}

/** A line that follows a licence has its count for a quantity; what Halo then works out for it is no change of its own. */
const haloPsa: Telling = (requestLog, { halopsa }, ledger) => {
  const lines = halopsa.invoices.flatMap(({ id: invoiceId, lines: its }) =>
    its.map((one) => ({ ...one, invoiceId })),
  );
  // Including removed lines: what was written to them counts.
  const gone = requestLog.flatMap((entry) =>
    entry.kind === 'change' && entry.object === 'halopsa.line' && entry.field === '*' && entry.before !== null
      ? [entry.before as LoggedLine]
      : [],
  );
  const everyLine = [...lines, ...gone].sort((a, b) => a.id - b.id);
  const byHand = new Set(
    everyLine.flatMap(({ id, quantityType }) => (quantityType === 0 ? [String(id)] : [])),
  );
  const follower = (licenceId: number) =>
    everyLine.find(({ quantityType, sources }) => quantityType === 1 && sources[0]?.licenceId === licenceId);
  const rename = renamed({ 'halopsa.line': line, 'halopsa.invoice': agreement, 'halopsa.licence': line });
  const written = groupBy(ledger.lines, ({ agreementId }) => agreementId);
  const isCountedBeside = countedBeside(requestLog, (licenceId) => follower(licenceId)?.id);
  const change = (entry: ChangeEntry): readonly ChangeEntry[] => {
    const { object, field, by, id } = entry;
    if (object === 'halopsa.line' && field === '*') return [{ ...rename(entry), ...asLines(entry) }];
    if (object === 'halopsa.line' && field === 'endDate') return [{ ...rename(entry), field: lastBilledDay }];
    if (object === 'halopsa.line' && field === 'qtyOrder' && isCountedBeside(entry)) return [entry];
    if (object === 'halopsa.invoice' && field === 'nextCreationDate')
      return [{ ...rename(entry), field: 'nextInvoiceDate' }];
    if (object === 'halopsa.line' && field === 'qtyOrder')
      return byHand.has(id) ? [{ ...rename(entry), field: 'quantity' }] : [];
    if (object === 'halopsa.licence' && field === 'count')
      return [{ ...rename(entry), id: String(follower(Number(id))?.id ?? id), field: 'quantity' }];
    const isTrail = field === 'lastModified' || (object === 'halopsa.licence' && field === 'changes');
    return by === 'api' && isTrail ? [] : [entry];
  };
  const request = (entry: RequestEntry): readonly RequestEntry[] => {
    if (entry.vendor !== 'halopsa' || entry.path === '/auth/token') return [];
    const id = /^\/api\/RecurringInvoice\/(-?\d+)$/u.exec(entry.path)?.[1];
    // One answer has the next invoice and the lines.
    if (id !== undefined && entry.method === 'GET') {
      const ofDocument = new Set(written.get(id)?.map(({ psaLineId }) => psaLineId));
      const read = [agreementAt(id), linesOf(id), ...[...ofDocument].map((lineId) => lineAt(id, lineId))];
      return read.map((path) => ({ ...entry, path }));
    }
    return [{ ...entry, write: asked(entry, ledger, follower) }];
  };
  return {
    requestLog: requestLog.flatMap((entry): readonly RequestLogEntry[] =>
      entry.kind === 'change' ? change(entry) : request(entry),
    ),
    lines: lines.map((one) => ({
      id: one.id,
      quantity: quantityOf(one, halopsa),
      productId: one.itemId,
      ...(one.quantityType === 1 ? { followsLicense: true as const } : {}),
    })),
    agreements: halopsa.invoices.map(({ id, nextCreationDate }) => ({
      id,
      nextInvoiceDate: nextCreationDate,
      parentAgreement: null,
    })),
    sendsAgain: true,
    tellsBillingTarget: true,
    logsEdits: halopsa.switches.changeLog === 'whole',
  };
};

type HaloLine = HaloPsaScenario['invoices'][number]['lines'][number];

/** As the request log has a line that came or went. */
interface LoggedLine extends HaloLine {
  readonly invoiceId: number;
}

/** A line that came or went, in the oracle's words. */
function asLines({ before, after }: ChangeEntry): Pick<ChangeEntry, 'before' | 'after'> {
  const told = (value: unknown): unknown => {
    if (value === null) return null;
    const made = value as LoggedLine;
    const line: MadeLine = {
      quantity: made.qtyOrder,
      productId: String(made.itemId),
      agreementId: String(made.invoiceId),
      ...marked(made.comment1),
      firstBilledDay: made.startDate?.slice(0, 10) ?? null,
    };
    return line;
  };
  return { before: told(before), after: told(after) };
}

/** Lines that people let follow a licence beside the line it is written for: what is posted of it changes them as well. */
function countedBeside(
  requestLog: readonly RequestLogEntry[],
  follower: (licenceId: number) => number | undefined,
): (entry: ChangeEntry) => boolean {
  const added = new Map(
    requestLog.flatMap((entry) =>
      entry.kind === 'change' &&
      entry.object === 'halopsa.line' &&
      entry.field === '*' &&
      entry.after !== null
        ? [[entry.id, entry.after as HaloLine] as const]
        : [],
    ),
  );
  return ({ by, id, seq }) => {
    const licenceId = added.get(id)?.sources[0]?.licenceId;
    if (by !== 'api' || licenceId === undefined || String(follower(licenceId)) === id) return false;
    const posted = requestLog.findLast(
      (entry) => entry.kind === 'request' && entry.write?.field === 'count' && entry.seq < seq,
    );
    return posted?.kind === 'request' && posted.write?.lineId === licenceId;
  };
}

const quantityOf = (one: HaloLine, { licences }: HaloPsaScenario): number | null =>
  one.quantityType === 0
    ? one.qtyOrder
    : (licences.find(({ id }) => id === one.sources[0]?.licenceId)?.count ?? null);

/**
 * Which quantity of which line a post asks for. A document names none: it is taken for that of the newest intent of its
 * lines, and what it did to others is evaluated by their changes.
 */
function asked(
  entry: RequestEntry,
  { lines, intents }: Ledger,
  follower: (licenceId: number) => LoggedLine | undefined,
): RequestEntry['write'] {
  const { write } = entry;
  if (write === null || write.newLine !== undefined) return write;
  if (write.field === 'qty_order') {
    const [own] = newestFirst(intents, entry).filter(({ psaLineId }) => psaLineId === String(write.lineId));
    return own === undefined || own.change === 'set-quantity'
      ? { ...write, field: 'quantity' }
      : { ...write, ...datedBy(own, lines) };
  }
  if (write.field === 'count') {
    const own = follower(write.lineId);
    return own === undefined
      ? write
      : { ...write, agreementId: own.invoiceId, lineId: own.id, field: 'quantity' };
  }
  const ofDocument = new Map(lines.map((one) => [one.id, one.agreementId === String(write.agreementId)]));
  const [newest] = newestFirst(intents, entry).filter(
    ({ lineId, change }) => change !== 'create-line' && ofDocument.get(lineId) === true,
  );
  if (newest === undefined) return write;
  const { change, psaLineId } = newest;
  const ofLine = { ...write, lineId: Number(psaLineId) };
  return change === 'set-quantity'
    ? { ...ofLine, field: 'quantity', value: Number(newest.after) }
    : { ...ofLine, ...datedBy(newest, lines) };
}

const newestFirst = (intents: Ledger['intents'], { at }: RequestEntry): Ledger['intents'] =>
  intents.filter(({ sentAt }) => sentAt <= Date.parse(at)).sort((a, b) => b.sentAt - a.sentAt);

/** The canceled date is that of the approval. */
function datedBy(
  { lineId, change, lastBilledDay: day }: IntentFact,
  lines: Ledger['lines'],
): Pick<AskedWrite, 'field' | 'value'> {
  const approved = lines.find(({ id }) => id === lineId)?.change;
  const date = approved?.kind === 'end-line' ? canceledDateOf(approved) : day;
  return { field: lastBilledDay, value: change === 'end-line' ? date : null };
}

/** By the name of the PSA in rows. */
export const tellings: Readonly<Record<PsaUnderTest, Telling>> = {
  autotask,
  connectwise: connectWise,
  halopsa: haloPsa,
};

export const isNotified = (psa: string): psa is PsaUnderTest => Object.hasOwn(tellings, psa);
