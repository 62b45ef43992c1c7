import type { IntentFact, LineFact } from '../../domain/reconciliation/facts.ts';
import { unitsOn } from '../../sandbox/autotask/periods.ts';
import type { AutotaskContractService } from '../../sandbox/autotask/world.ts';
import type { ChangeEntry, JournalEntry, RequestEntry } from '../../sandbox/journal.ts';
import { firstOpenDay } from '../../sandbox/scenarios/autotask-changes.ts';
import type { HaloPsaWorld } from '../../sandbox/halopsa/world.ts';
import type { WorldData } from '../../sandbox/control-client.ts';

/** What a simulated PSA saw and has, in the oracle's own words: lines with a quantity, agreements with a next invoice. */
export interface PsaHistory {
  readonly journal: readonly JournalEntry[];
  readonly lines: readonly { readonly id: number; readonly quantity: number | null }[];
  readonly agreements: readonly {
    readonly id: number;
    readonly nextInvoiceDate: string | null;
    readonly parentAgreement: { readonly id: number } | null;
  }[];
}

export const line = 'psa.line';
export const agreement = 'psa.agreement';
/** Under which address an agreement is read alone. */
export const agreementAt = (id: string): string => `/agreements/${id}`;
/** Under which address lines of an agreement are read. */
export const linesOf = (agreementId: string): string => `/agreements/${agreementId}/lines`;

interface Ledger {
  readonly lines: readonly LineFact[];
  readonly intents: readonly IntentFact[];
}

type Telling = (journal: readonly JournalEntry[], world: WorldData, ledger: Ledger) => PsaHistory;

const renamed =
  (names: Readonly<Record<string, string>>) =>
  (entry: ChangeEntry): ChangeEntry => ({ ...entry, object: names[entry.object] ?? entry.object });

const connectWise: Telling = (journal, { connectwise }) => {
  const rename = renamed({ 'connectwise.addition': line, 'connectwise.agreement': agreement });
  const read = (entry: RequestEntry): RequestEntry => {
    const found = /\/finance\/agreements\/(\d+)(\/additions(?:\/|$)|$)/u.exec(entry.path);
    if (found === null || entry.method !== 'GET') return entry;
    const [, id = '', rest] = found;
    return { ...entry, path: rest === '' ? agreementAt(id) : linesOf(id) };
  };
  return {
    journal: journal
      .filter((entry) => entry.kind === 'change' || entry.vendor === 'connectwise')
      .map((entry) => (entry.kind === 'change' ? rename(entry) : read(entry))),
    lines: connectwise.additions,
    agreements: connectwise.agreements,
  };
};

/** A line that follows a licence has its count for a quantity; what Halo then works out for it is no change of its own. */
const haloPsa: Telling = (journal, { halopsa }, ledger) => {
  const lines = halopsa.invoices.flatMap((invoice) => invoice.lines.map((one) => ({ invoice, ...one })));
  const byHand = new Set(lines.flatMap((one) => (one.quantityType === 0 ? [String(one.id)] : [])));
  const follower = (licenceId: number) =>
    lines.find(({ quantityType, sources }) => quantityType === 1 && sources[0]?.licenceId === licenceId);
  const rename = renamed({ 'halopsa.line': line, 'halopsa.invoice': agreement, 'halopsa.licence': line });
  const change = (entry: ChangeEntry): readonly ChangeEntry[] => {
    const { object, field, by, id } = entry;
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
    if (id !== undefined && entry.method === 'GET')
      return [
        { ...entry, path: agreementAt(id) },
        { ...entry, path: linesOf(id) },
      ];
    return [{ ...entry, write: asked(entry, ledger, follower) }];
  };
  return {
    journal: journal.flatMap((entry): readonly JournalEntry[] =>
      entry.kind === 'change' ? change(entry) : request(entry),
    ),
    lines: lines.map((one) => ({ id: one.id, quantity: quantityOf(one, halopsa) })),
    agreements: halopsa.invoices.map(({ id, nextCreationDate }) => ({
      id,
      nextInvoiceDate: nextCreationDate,
      parentAgreement: null,
    })),
  };
};

const quantityOf = (
  one: HaloPsaWorld['invoices'][number]['lines'][number],
  { licences }: HaloPsaWorld,
): number | null =>
  one.quantityType === 0
    ? one.qtyOrder
    : (licences.find(({ id }) => id === one.sources[0]?.licenceId)?.count ?? null);

/**
 * Which quantity of which line a post asks for. A document names none: it is taken for that of the newest intent of its
 * lines, and what it did to others is judged by their changes.
 */
function asked(
  entry: RequestEntry,
  { lines, intents }: Ledger,
  follower: (
    licenceId: number,
  ) => { readonly id: number; readonly invoice: { readonly id: number } } | undefined,
): RequestEntry['write'] {
  const { write } = entry;
  if (write === null) return null;
  if (write.field === 'qty_order') return { ...write, field: 'quantity' };
  if (write.field === 'count') {
    const own = follower(write.lineId);
    return own === undefined
      ? write
      : { ...write, agreementId: own.invoice.id, lineId: own.id, field: 'quantity' };
  }
  const ofDocument = new Map(lines.map((one) => [one.id, one.agreementId === String(write.agreementId)]));
  const [newest] = intents
    .filter(({ lineId, sentAt }) => ofDocument.get(lineId) === true && sentAt <= Date.parse(entry.at))
    .sort((a, b) => b.sentAt - a.sentAt);
  return newest === undefined
    ? write
    : { ...write, lineId: Number(newest.psaLineId), field: 'quantity', value: Number(newest.after) };
}

/**
 * A line has the units of the day on which a change lands: what begins by then is a change of its quantity. A request asks
 * for a difference; it is taken for what it makes of the quantity that the newest intent of the line was made on.
 */
const autotask: Telling = (journal, { autotask: world }, { lines, intents }) => {
  const today = new Date().toISOString().slice(0, 10);
  const landing = new Map(world.contracts.map((contract) => [contract.id, firstOpenDay(contract, today)]));
  const linesNow = world.contractServices.map((own) => {
    const day = landing.get(own.contractID) ?? null;
    return { id: own.id, quantity: day === null ? null : unitsOn(own, day) };
  });
  const contracts = new Map(world.contracts.map((contract) => [String(contract.id), contract]));
  const contractOf = new Map(world.contractServices.map(({ id, contractID }) => [String(id), contractID]));
  /** Units on the day on which a change of the line lands now, in what the line had. */
  const landed = (lineId: string, steps: unknown): number | null => {
    const contractId = contractOf.get(lineId);
    const day = contractId === undefined ? undefined : landing.get(contractId);
    return day === undefined || day === null ? null : unitsOn({ steps } as AutotaskContractService, day);
  };
  const change = (entry: ChangeEntry): ChangeEntry => {
    const { object, field, id, before, after } = entry;
    if (object === 'autotask.contractService' && field.startsWith('units from '))
      return { ...entry, object: line, field: 'quantity' };
    if (object === 'autotask.contractService' && field === 'steps')
      return {
        ...entry,
        object: line,
        field: 'quantity',
        before: landed(id, before),
        after: landed(id, after),
      };
    const contract = contracts.get(id);
    if (object !== 'autotask.contract' || field !== 'postedThrough' || contract === undefined) return entry;
    const open = (postedThrough: unknown): string | null =>
      firstOpenDay({ ...contract, postedThrough: postedThrough as string | null }, today);
    return {
      ...entry,
      object: agreement,
      field: 'nextInvoiceDate',
      before: open(before),
      after: open(after),
    };
  };
  const request = (entry: RequestEntry): RequestEntry => {
    const { write } = entry;
    if (write === null) return { ...entry, method: 'GET' };
    const ofLine = new Map(lines.map((one) => [one.id, one]));
    const [newest] = intents
      .filter(({ psaLineId, sentAt }) => psaLineId === String(write.lineId) && sentAt <= Date.parse(entry.at))
      .sort((a, b) => b.sentAt - a.sentAt);
    const before = newest === undefined ? undefined : ofLine.get(newest.lineId)?.before;
    return before === undefined || write.field !== 'unitChange'
      ? entry
      : { ...entry, write: { ...write, field: 'quantity', value: Number(before) + Number(write.value) } };
  };
  return {
    journal: journal
      .filter((entry) => entry.kind === 'change' || entry.vendor === 'autotask')
      .map((entry) => (entry.kind === 'change' ? change(entry) : request(entry))),
    lines: linesNow,
    agreements: world.contracts.map(({ id }) => ({
      id,
      nextInvoiceDate: landing.get(id) ?? null,
      parentAgreement: null,
    })),
  };
};

/** By the name of the PSA in rows. */
export const tellings: Readonly<Record<string, Telling>> = {
  autotask,
  connectwise: connectWise,
  halopsa: haloPsa,
};
