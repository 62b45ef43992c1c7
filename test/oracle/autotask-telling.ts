import { unitsOn } from '../../sandbox/autotask/periods.ts';
import type { AutotaskContractService } from '../../sandbox/autotask/world.ts';
import type { ChangeEntry, JournalEntry, QueryCondition, RequestEntry } from '../../sandbox/journal.ts';
import { firstOpenDay } from '../../sandbox/scenarios/autotask-changes.ts';
import { agreement, agreementAt, bookedLater, line, lineAt, linesOf, type Telling } from './telling.ts';

/**
 * A line has the units of the day on which a change lands: what begins by then is a change of its quantity. A request asks
 * for a difference; it is taken for what it makes of the quantity that the newest intent of the line was made on.
 */
export const autotask: Telling = (journal, { autotask: world }, { lines, intents }) => {
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
    if (object === 'autotask.contractService' && field.startsWith('later units from '))
      return { ...entry, object: line, field: bookedLater };
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
  const asked = (entry: RequestEntry): RequestEntry => {
    const { write } = entry;
    if (write === null) return entry;
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
      .flatMap((entry): readonly JournalEntry[] => {
        if (entry.kind === 'change') return [change(entry)];
        return entry.write === null ? readings(entry) : [asked(entry)];
      }),
    lines: linesNow,
    agreements: world.contracts.map(({ id }) => ({
      id,
      nextInvoiceDate: landing.get(id) ?? null,
      parentAgreement: null,
    })),
    sendsAgain: false,
  };
};

/** What a query read, by its conditions: contracts, or units of a contract or of one line. One for all lines tells nothing. */
function readings(entry: RequestEntry): readonly RequestEntry[] {
  const read = { ...entry, method: 'GET' };
  const entity = /\/v1\.0\/(\w+)\/query$/iu.exec(entry.path)?.[1]?.toLowerCase();
  const conditions = entry.conditions ?? [];
  const named = (field: string): readonly string[] => conditions.flatMap((one) => idsIn(one, field));
  if (entity === 'contracts') return named('id').map((id) => ({ ...read, path: agreementAt(id) }));
  if (entity !== 'contractserviceunits') return [read];
  const [contracts, lines] = [named('contractID'), named('contractServiceID')];
  return contracts.flatMap((id) =>
    lines.length === 0
      ? [{ ...read, path: linesOf(id) }]
      : lines.map((lineId) => ({ ...read, path: lineAt(id, lineId) })),
  );
}

/** Ids that a condition lets a field have; none: it says nothing about the field. */
function idsIn({ op, field, value, items }: QueryCondition, wanted: string): readonly string[] {
  if (op === 'or') return (items ?? []).flatMap((item) => idsIn(item, wanted));
  if (field !== wanted || (op !== 'eq' && op !== 'in')) return [];
  return [value].flat().map(String);
}
