import { groupBy } from '../../domain/group-by.ts';
import { adjusted } from '../../sandbox/autotask/adjustments.ts';
import { unitsOn } from '../../sandbox/autotask/periods.ts';
import type {
  AutotaskContract,
  AutotaskContractService,
  AutotaskScenario,
  UnitStep,
} from '../../sandbox/autotask/scenario.ts';
import type {
  ChangeEntry,
  RequestLogEntry,
  QueryCondition,
  RequestEntry,
} from '../../sandbox/request-log.ts';
import { addDays } from '../../sandbox/scenarios/days.ts';
import { firstOpenDay } from '../../sandbox/scenarios/autotask-changes.ts';
import { markerIn } from '../../domain/write-back/line-marker.ts';
import {
  agreement,
  agreementAt,
  bookedLater,
  line,
  lineAt,
  linesOf,
  type MadeLine,
  type Telling,
} from './psa-evidence.ts';

/**
 * A line has the units of the day on which a change lands: what begins by then is a change of its quantity. A request asks
 * for a difference; it is taken for what it makes of the quantity that the newest intent of the line was made on.
 */
export const autotask: Telling = (requestLog, { autotask: scenario }, { lines, intents }) => {
  const today = new Date().toISOString().slice(0, 10);
  // Also lines that are gone: what was written to them counts.
  const gone = requestLog.flatMap((entry) =>
    entry.kind === 'change' && isRemoval(entry)
      ? [{ own: entry.before as AutotaskContractService, until: entry.seq }]
      : [],
  );
  const everyLine = [...gone, ...scenario.contractServices.map((own) => ({ own, until: Infinity }))];
  const lineLast = new Map(everyLine.map(({ own }) => [String(own.id), own]));
  const history = new ContractHistory(scenario, requestLog, today);
  const quantity = (own: AutotaskContractService, contractId: number, seq: number): number | null =>
    unitsOn(own, history.billingTarget(contractId, seq) ?? today);
  const ofLine = (entry: ChangeEntry): ChangeEntry => {
    const { id, seq, before, after } = entry;
    const own = lineLast.get(id);
    const had = (steps: unknown, at: number): number | null =>
      own === undefined ? null : quantity({ ...own, steps: steps as UnitStep[] }, own.contractID, at);
    return {
      ...entry,
      object: line,
      field: 'quantity',
      before: had(before, seq - 1),
      after: had(after, seq),
    };
  };
  /** Another day on which changes land is another quantity of each line that has a change in between. */
  const ofContract = (entry: ChangeEntry): readonly ChangeEntry[] => {
    const { id, seq } = entry;
    const contractId = Number(id);
    const moved = everyLine
      .filter(({ own, until }) => own.contractID === contractId && seq < until)
      .map(({ own }): ChangeEntry => {
        const then = { ...own, steps: history.steps(own, seq) };
        const [before, after] = [quantity(then, contractId, seq - 1), quantity(then, contractId, seq)];
        return { ...entry, object: line, id: String(own.id), field: 'quantity', before, after };
      });
    return [
      {
        ...entry,
        object: agreement,
        field: 'nextInvoiceDate',
        before: history.billingTarget(contractId, seq - 1),
        after: history.billingTarget(contractId, seq),
      },
      ...moved.filter(({ before, after }) => before !== after),
    ];
  };
  const change = (entry: ChangeEntry): readonly ChangeEntry[] => {
    const { object, field } = entry;
    if (object === 'autotask.contractService' && field.startsWith('units from '))
      return [{ ...entry, object: line, field: 'quantity' }];
    if (object === 'autotask.contractService' && field.startsWith('later units from '))
      return [{ ...entry, object: line, field: bookedLater }];
    if (object === 'autotask.contractService' && field === 'steps') return [ofLine(entry)];
    if (object === 'autotask.contractService' && field === '*')
      return [{ ...entry, object: line, before: service(entry.before), after: service(entry.after) }];
    return object === 'autotask.contract' && (field === 'postedThrough' || field === 'endDate')
      ? ofContract(entry)
      : [entry];
  };
  const asked = (entry: RequestEntry): RequestEntry => {
    const { write } = entry;
    if (write === null || write.newLine !== undefined) return entry;
    const approved = new Map(lines.map((one) => [one.id, one]));
    const [newest] = intents
      .filter(({ psaLineId, sentAt }) => psaLineId === String(write.lineId) && sentAt <= Date.parse(entry.at))
      .sort((a, b) => b.sentAt - a.sentAt);
    const before = newest === undefined ? undefined : approved.get(newest.lineId)?.before;
    return before === undefined || write.field !== 'unitChange'
      ? entry
      : { ...entry, write: { ...write, field: 'quantity', value: Number(before) + Number(write.value) } };
  };
  return {
    requestLog: requestLog
      .filter((entry) => entry.kind === 'change' || entry.vendor === 'autotask')
      .flatMap((entry): readonly RequestLogEntry[] => {
        if (entry.kind === 'change') return change(entry);
        return entry.write === null ? readings(entry) : [asked(entry)];
      }),
    lines: scenario.contractServices.map((own) => ({
      id: own.id,
      quantity: quantity(own, own.contractID, Infinity),
    })),
    agreements: scenario.contracts.map(({ id }) => ({
      id,
      nextInvoiceDate: history.billingTarget(id, Infinity),
      parentAgreement: null,
    })),
    sendsAgain: false,
    unitsFollow: true,
  };
};

const isRemoval = ({ object, field, after }: ChangeEntry): boolean =>
  object === 'autotask.contractService' && field === '*' && after === null;

/** A service of a contract that came or went, in the oracle's words. */
function service(value: unknown): MadeLine | null {
  if (value === null) return null;
  const { contractID, serviceID, internalDescription, steps } = value as AutotaskContractService;
  const marker = markerIn(internalDescription);
  return {
    // From its last step on: one that is removed had it then.
    quantity: steps.at(-1)?.units ?? null,
    productId: String(serviceID),
    agreementId: String(contractID),
    ...(marker === undefined ? {} : { marker }),
    firstBilledDay: null,
  };
}

/** Contracts and lines as they were right after an entry of the request log, from what they are now. */
class ContractHistory {
  readonly #contracts: ReadonlyMap<number, AutotaskContract>;
  readonly #lines: ReadonlyMap<string, readonly AutotaskContractService[]>;
  readonly #changes: ReadonlyMap<string, readonly ChangeEntry[]>;
  readonly #today: string;
  /** By contract and entry: each line and each change asks for it, and a contract has years of periods. */
  readonly #billingTargets = new Map<string, string | null>();

  constructor(
    { contracts, contractServices }: AutotaskScenario,
    requestLog: readonly RequestLogEntry[],
    today: string,
  ) {
    this.#contracts = new Map(contracts.map((contract) => [contract.id, contract]));
    this.#lines = groupBy(contractServices, ({ contractID }) => String(contractID));
    this.#changes = groupBy(
      requestLog.filter((entry) => entry.kind === 'change'),
      ({ object, id }) => `${object} ${id}`,
    );
    this.#today = today;
  }

  /**
   * The day on which a change landed then; null: the contract had no open period any more, or is not there. Periods are
   * known by the units in them: those before its first line begins are none.
   */
  billingTarget(contractId: number, seq: number): string | null {
    const asked = `${contractId} ${seq}`;
    const known = this.#billingTargets.get(asked);
    if (known !== undefined) return known;
    const found = this.#findBillingTarget(contractId, seq);
    this.#billingTargets.set(asked, found);
    return found;
  }

  #findBillingTarget(contractId: number, seq: number): string | null {
    const now = this.#contracts.get(contractId);
    if (now === undefined) return null;
    const then: AutotaskContract = { ...now };
    for (const { field, before } of this.#laterThan(seq, 'autotask.contract', contractId))
      if (field === 'postedThrough' || field === 'endDate') Object.assign(then, { [field]: before });
    const [begins] = (this.#lines.get(String(contractId)) ?? [])
      .flatMap((own) => this.steps(own, seq).map(({ day }) => day))
      .sort();
    const after = begins === undefined ? this.#today : addDays(begins, -1);
    return firstOpenDay(then, after > this.#today ? after : this.#today);
  }

  steps({ id, steps }: AutotaskContractService, seq: number): UnitStep[] {
    return this.#laterThan(seq, 'autotask.contractService', id).reduce((later, { field, before, after }) => {
      if (field === 'steps') return [...(before as UnitStep[])];
      const day = /^units from (.+)$/u.exec(field)?.[1];
      return day === undefined ? later : adjusted(later, day, Number(before) - Number(after));
    }, steps);
  }

  /** The newest first. */
  #laterThan(seq: number, object: string, id: number): readonly ChangeEntry[] {
    return (this.#changes.get(`${object} ${id}`) ?? []).filter((entry) => entry.seq > seq).reverse();
  }
}

/** What a query read, by its conditions: contracts, or units of a contract or of one line. One for all lines tells nothing. */
function readings(entry: RequestEntry): readonly RequestEntry[] {
  const read = { ...entry, method: 'GET' };
  const entity = /\/v1\.0\/(\w+)\/query$/iu.exec(entry.path)?.[1]?.toLowerCase();
  const conditions = entry.conditions ?? [];
  const named = (field: string): readonly string[] => conditions.flatMap((one) => idsIn(one, field));
  if (entity === 'contracts') return named('id').map((id) => ({ ...read, path: agreementAt(id) }));
  if (entity !== 'contractserviceunits') return [read];
  const [contracts, lines] = [named('contractID'), named('contractServiceID')];
  // In an alternative a line is named beside the others: all of them were read.
  const isOfOneLine = conditions.some(({ field }) => field === 'contractServiceID');
  return contracts.flatMap((id) => [
    ...(isOfOneLine ? [] : [{ ...read, path: linesOf(id) }]),
    ...lines.map((lineId) => ({ ...read, path: lineAt(id, lineId) })),
  ]);
}

/** Ids that a condition lets a field have; none: it says nothing about the field. */
function idsIn({ op, field, value, items }: QueryCondition, wanted: string): readonly string[] {
  if (op === 'or') return (items ?? []).flatMap((item) => idsIn(item, wanted));
  if (field !== wanted || (op !== 'eq' && op !== 'in')) return [];
  return [value].flat().map(String);
}
