import { asWritten, type Message, message } from '../../messages/message.ts';
import { psaSet } from '../../domain/credentials.ts';
import type { PsaAgreement, PsaCompany, PsaLine, PsaProduct } from '../../domain/psa-facts.ts';
import type { Day, DecimalText } from '../../domain/quantity.ts';
import { confirmByValue } from '../../domain/write-back/confirmation.ts';
import { failuresWith } from '../failures.ts';
import type {
  AgreementSnapshot, CreateLinePlan, Gone, LineCapabilities, Psa, PsaKind, PsaResult, LineSnapshot, WriteOutcome, SetQuantityPlan, WriteTrouble,
} from '../port.ts'; // prettier-ignore
import { notOffered, rejected as rejectedWrite } from '../write-trouble.ts';
import { readAgreementBy, readTargetBy } from '../read-target.ts';

/**
 * A PSA for tests, in memory: of each line the test says how it is written. By a difference, so that one sent twice would
 * act twice; as a whole; or with every other line of its agreement, so that an old one would undo what people changed.
 */
export interface ToyPsaScenario {
  readonly key: string;
  readonly companies: readonly PsaCompany[];
  readonly agreements: readonly PsaAgreement[];
  readonly products: readonly PsaProduct[];
  lines: PsaLine[];
  readonly ways: (line: PsaLine) => LineCapabilities;
  /** What becomes of the next writes, in order; none left: they are done and answered. */
  readonly troubles: ('lost-before' | 'lost-after' | 'agreement-locked')[];
  /** Absent: it creates no lines. `unitsAtFirst`: what a new line has, and from which day, before a second write. */
  readonly creates?:
    | { readonly steps: 'one' }
    | { readonly steps: 'units-follow'; unitsAtFirst: UnitsFromDay };
  /** Units by day of lines that were created without them. */
  readonly unitsOf?: Map<string, UnitsFromDay[]>;
  /** Every difference that arrived, done or not, and the day that it named. */
  readonly arrived: { readonly lineId: string; readonly difference: number; readonly day: string | null }[];
  /** Asked before each reading of a single line: what people do just then. */
  meanwhile: () => void;
  /** It cannot tell what became of a write. */
  cannotTell: boolean;
}

/** Units that a line has from a day on. */
interface UnitsFromDay {
  readonly from: Day;
  readonly units: DecimalText;
}

const failure = failuresWith({});

const both = (first: Message, second: string): Message =>
  message('core.both', { first, second: asWritten(second) });

export function toyPsa(scenario: ToyPsaScenario): PsaKind {
  const given = <T>(value: T): Promise<PsaResult<T>> => Promise.resolve({ ok: true, value });
  const lineOf = ({ agreementId, lineId }: { agreementId: string; lineId: string }): PsaLine | undefined =>
    scenario.lines.find((line) => line.id === lineId && line.agreementId === agreementId);

  const siblingsOf = (line: PsaLine): readonly PsaLine[] =>
    scenario.lines.filter(({ agreementId, id }) => agreementId === line.agreementId && id !== line.id);
  const documentOf = (line: PsaLine): readonly PsaLine[] | null =>
    scenario.ways(line).quantity === 'document' ? siblingsOf(line) : null;
  const lost: WriteTrouble = {
    kind: 'unknown',
    scope: 'line',
    code: 'PsaTimeout',
    detail: asWritten('No answer.'),
  };

  /** One write; a trouble loses it, or its answer. */
  function change(line: PsaLine, { after, day, document }: SetQuantityPlan): WriteOutcome {
    const rejected = (words: string): WriteOutcome => ({
      kind: 'rejected', scope: 'line', code: 'PsaRejected', detail: asWritten(words),
    }); // prettier-ignore
    const ways = scenario.ways(line);
    if (ways.dated === 'day' && day === null) return rejected('no day was named');
    if (ways.quantity === 'document' && document === null) return rejected('no document was sent');
    const trouble = scenario.troubles.shift();
    if (trouble === 'agreement-locked')
      return {
        kind: 'not-sent', scope: 'agreement', code: 'PsaAgreementRejected',
        detail: asWritten('The agreement is open in another session.'), needsPerson: false, retryAfterMs: null,
      }; // prettier-ignore
    scenario.arrived.push({ lineId: line.id, difference: Number(after) - Number(line.quantity), day });
    if (trouble === 'lost-before') return lost;
    const moved = { ...line, quantity: after };
    if (day !== null) scenario.unitsOf?.get(line.id)?.push({ from: day, units: after });
    const written = new Map([moved, ...(document ?? [])].map((one) => [one.id, one]));
    scenario.lines = scenario.lines.map((one) => written.get(one.id) ?? one);
    return trouble === 'lost-after' ? lost : { kind: 'accepted', line: moved, document: documentOf(moved) };
  }

  /** Each request that arrives creates a line: an equal marker does not prevent a second one. */
  function create({ agreementId, line, productIdentifier, units, marker }: CreateLinePlan): WriteOutcome {
    const { creates, troubles, products } = scenario;
    if (creates === undefined) return rejectedWrite(notOffered('create-line'));
    const trouble = troubles.shift();
    if (trouble === 'lost-before') return lost;
    const follows = creates.steps === 'units-follow';
    const created: PsaLine = {
      id: `n${scenario.lines.length + 1}`,
      agreementId,
      productId: line.productId,
      productIdentifier,
      description: null,
      quantity: follows ? creates.unitsAtFirst.units : units,
      lessIncluded: null,
      unitPrice: line.unitPrice ?? products.find(({ id }) => id === line.productId)?.price ?? null,
      billable: true,
      billCustomer: line.billingOption,
      effectiveDate: line.firstBilledDay,
      cancelledDate: null,
      status: 'active',
      lastUpdated: '2026-01-02T08:00:00Z',
      marker,
    };
    scenario.lines = [...scenario.lines, created];
    if (follows) scenario.unitsOf?.set(created.id, [creates.unitsAtFirst]);
    return trouble === 'lost-after' ? lost : { kind: 'accepted', line: created, document: null };
  }

  const unitsAround: NonNullable<Psa['unitsAround']> = (ref, day) => {
    const rows = scenario.unitsOf?.get(ref.lineId) ?? [];
    const earlier = rows.filter(({ from }) => from < day).map(({ units }) => units);
    const by = rows.filter(({ from }) => from <= day).at(-1);
    const before = earlier.reduce((most, units) => (Number(units) > Number(most) ? units : most), '0');
    return given(
      lineOf(ref) === undefined ? { gone: true, movedTo: null } : { before, on: by?.units ?? '0' },
    );
  };

  const open = (key: string | null | undefined): Psa => {
    const rejected = failure('PsaSignInRejected', asWritten('Not this key.'));
    const ifGood = <T>(value: () => T): Promise<PsaResult<T>> =>
      key === scenario.key ? given(value()) : Promise.resolve(rejected);
    const lines: Psa['lines'] = (agreementId) =>
      ifGood(() => scenario.lines.filter((line) => line.agreementId === agreementId));
    const readLine: Psa['readLine'] = (ref) => {
      scenario.meanwhile();
      return ifGood(() => {
        const line = lineOf(ref);
        const agreement = scenario.agreements.find(({ id }) => id === ref.agreementId);
        return line === undefined || agreement === undefined
          ? { gone: true, movedTo: null }
          : ({ line, agreement, parentAgreement: null, document: documentOf(line) } satisfies LineSnapshot);
      });
    };
    const agreementsOf = (companyId: string) =>
      ifGood(() => scenario.agreements.filter((agreement) => agreement.companyId === companyId));
    const agreementWithLines = (agreementId: string) => {
      scenario.meanwhile();
      return ifGood((): AgreementSnapshot | Gone => {
        const agreement = scenario.agreements.find(({ id }) => id === agreementId);
        const ofIt = scenario.lines.filter((line) => line.agreementId === agreementId);
        return agreement === undefined
          ? { gone: true, movedTo: null }
          : { agreement, parentAgreement: null, lines: ofIt };
      });
    };
    return {
      waysOf: scenario.ways,
      ...(scenario.creates?.steps === 'units-follow' ? { unitsAround } : {}),
      instance: () => ifGood(() => ({ id: scenario.key, address: 'ledger.example.test' })),
      verify: () =>
        ifGood(() => ({
          rights: [{ right: 'companies', label: 'Companies', outcome: { ok: true, value: null } }],
          serverTimeZone: 'America/Chicago',
          serverTimeZoneGiven: 'America/Chicago',
          version: 'toy 1',
          writeRight: 'unknown',
        })),
      companies: () => ifGood(() => scenario.companies),
      agreements: () => ifGood(() => scenario.agreements),
      lines,
      products: () => ifGood(() => scenario.products),
      invoices: () => ifGood(() => []),
      readLine,
      readTarget: (ref, limits) => readTargetBy({ lines, readLine, agreementsOf }, ref, limits),
      readAgreement: (ref, limits) =>
        readAgreementBy({ lines, readLine, agreementsOf, agreementWithLines }, ref, limits),
      billingTargetFacts: ({ nextInvoiceDate, billingCycle }) => ({ nextInvoiceDate, billingCycle }),
      write: (plan, { mayBegin }) => {
        if (plan.kind === 'create-line')
          return Promise.resolve(
            mayBegin() ? create(plan) : { kind: 'withheld', detail: asWritten('Too late.') },
          );
        if (plan.kind !== 'set-quantity') return Promise.resolve(rejectedWrite(notOffered(plan.kind)));
        const line = lineOf(plan.ref);
        if (line === undefined)
          return Promise.resolve({ ...lost, code: 'PsaNotFound', detail: asWritten('No such line.') });
        if (!mayBegin()) return Promise.resolve({ kind: 'withheld', detail: asWritten('Too late.') });
        return Promise.resolve(change(line, plan));
      },
      confirm: (plan, readings) =>
        ifGood(() => {
          if (plan.kind !== 'set-quantity') throw new Error('the toy sets quantities only');
          const byValue = confirmByValue(plan, readings);
          return scenario.cannotTell
            ? {
                ...byValue,
                verdict: 'undecidable',
                detail: both(byValue.detail, 'This proves nothing here.'),
              }
            : byValue;
        }),
    };
  };
  return {
    kind: 'toy-ledger',
    name: 'Toy Ledger',
    newLines: {
      steps: scenario.creates?.steps ?? 'one', price: false, billingOptions: [], taxable: false, invoiceTextMax: null, firstDay: 'any',
    }, // prettier-ignore
    requestsOf: () => [],
    suggestedBilling: () => null,
    screensAt: (host) => ({
      company: (id) => `https://${host}/clients/${id}`,
      agreement: () => null,
    }),
    words: {
      idPrefix: 'TOY',
      company: { one: 'client', many: 'clients' },
      agreement: { one: 'contract', many: 'contracts' },
      product: { one: 'item', many: 'items' },
      ifFewerRecords: asWritten('Check the clerk.'),
    },
    credentials: {
      set: psaSet,
      name: 'Toy Ledger',
      fullName: 'Toy Ledger',
      noun: 'PSA credential',
      fields: [
        {
          name: 'site',
          label: 'Site',
          hint: asWritten('Of the ledger.'),
          holds: 'host',
          secret: false,
          example: 'ledger.example.test',
        },
        {
          name: 'key',
          label: 'Key',
          hint: asWritten('Of the ledger.'),
          holds: 'key',
          secret: true,
          min: 4,
          max: 64,
          example: 'ledger-key',
        },
      ],
      steps: [asWritten('Open the ledger.')],
      note: asWritten('Nothing is changed until write-back is on.'),
      needs: [],
      egress: null,
      rights: null,
      inSandbox: 'ledger',
    },
    open: ({ credential }) => open(credential['key']),
  };
}
