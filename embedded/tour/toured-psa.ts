import type { PsaKind } from '../../psa/port.ts';
import type { SandboxControl, ScenarioData } from '../../sandbox/control-client.ts';
import type { ChangeEntry, RequestLogEntry } from '../../sandbox/request-log.ts';

/** Open increases and decreases, with what they bill more or less in a month. */
export interface OpenFigures {
  readonly increases: number;
  readonly increaseCents: number;
  readonly decreases: number;
  readonly decreaseCents: number;
}

/** What docs/sandbox.md promises of `typical`, as far as PSAs differ in it. */
export interface TypicalFigures {
  readonly liveUnits: string;
  /** Before anybody said what free units are. */
  readonly first: OpenFigures & { readonly held: number; readonly heldPerMonth: number };
  /** Labels of lines whose free units nobody explained; empty: this PSA has none. */
  readonly includedUnits: string;
  /** Once they count as a part of the seats. */
  readonly explained: OpenFigures & { readonly held: number };
  readonly nextWeek: OpenFigures;
  /** When all is written that the tour writes. */
  readonly still: OpenFigures;
}

/** A line as the sandbox holds it. */
interface LineInPsa {
  readonly id: string;
  readonly quantity: number;
}

interface WrittenLine {
  readonly psaLineId: string;
  readonly before: unknown;
  readonly after: unknown;
}

/** A PSA of the sandbox: its own side of what Seatwise shows. */
export interface TouredPsa {
  readonly kind: PsaKind;
  readonly figures: TypicalFigures;
  /** What reading the PSA returns. */
  loaded(scenario: ScenarioData): Readonly<Record<'companies' | 'agreements' | 'lines', number>>;
  /** Lines of Duo on what a customer is billed by. */
  linesOf(scenario: ScenarioData, customer: string): readonly LineInPsa[];
  /** What a line counts; where changes name a day, from the last of them on. */
  quantityOf(scenario: ScenarioData, psaLineId: string): number | null;
  /** Every quantity that a call changed, in order. */
  written(requestLog: readonly RequestLogEntry[], scenario: ScenarioData): readonly WrittenLine[];
  /** `invoice`: changes act on an invoice; `day`: each names its day. */
  readonly billingTarget: TargetsInvoice | TargetsDay;
}

export interface TargetsInvoice {
  readonly by: 'invoice';
  /** Lines that prove each way of writing, one for each, by their ids; drawn from those that may be changed. */
  proofs(scenario: ScenarioData, changeable: readonly string[]): readonly string[];
  /** As a person does it in the PSA. */
  setQuantity(control: SandboxControl, customer: string, quantity: number): Promise<void>;
  /** Makes the invoices of the next billing run; how many agreements moved on. */
  makeInvoices(control: SandboxControl): Promise<number>;
}

export interface TargetsDay {
  readonly by: 'day';
  /** Approves and posts the next period of what bills these lines, as a person does; how many contracts moved on. */
  post(control: SandboxControl, psaLineIds: readonly string[]): Promise<number>;
}

export const changesByApi = (requestLog: readonly RequestLogEntry[]): readonly ChangeEntry[] =>
  requestLog.filter((entry) => entry.kind === 'change').filter(({ by }) => by === 'api');

/** IDs of the lines that calls created with this marker. */
export const createdBy = (requestLog: readonly RequestLogEntry[], marker: string): readonly string[] =>
  changesByApi(requestLog)
    .filter(
      ({ field, before, after }) =>
        field === '*' && before === null && JSON.stringify(after).includes(marker),
    )
    .map(({ id }) => id);

/** The one of these; throws where the sandbox has none. */
export function only<T>(found: readonly T[], what: string): T {
  const [first, ...more] = found;
  if (first === undefined || more.length > 0)
    throw new Error(`the sandbox has ${found.length} of what should be one: ${what}`);
  return first;
}
