import { type Message, message } from '../../messages/message.ts';
import type { PsaAgreement, PsaCompany, PsaInvoice, PsaLine, PsaProduct } from '../../domain/psa-facts.ts';
import type { SandboxControl } from '../../sandbox/control-client.ts';
import type { FaultOrder } from '../../sandbox/fault-kinds.ts';
import type { HaloInvoice, HaloLicence, HaloLine, HaloPsaScenario } from '../../sandbox/halopsa/scenario.ts';
import type { MomentOrder } from '../../sandbox/edit-moments.ts';
import { describePsaContract } from '../contract-suite.ts';
import { describeEnding } from '../testing/contract-line-end.ts';
import { describePsaWriting } from '../testing/contract-writing.ts';
import type { LineChangesUnderTest } from '../testing/line-changes-under-test.ts';
import type { LineRef } from '../port.ts';
import type {
  LineUnderTest,
  PsaEdit,
  PsaWritesUnderTest,
  PsaWriteTrouble,
} from '../testing/contract-writing.ts';
import type { PsaList, PsaTrouble, PsaTruth, PsaUnderTest } from '../testing/psa-under-test.ts';
import { haloPsa } from './kind.ts';
import { methods } from './methods.ts';
import { openStage, type Stage } from './stage.fixture.ts';

const clients = '/api/Client';

const number = (value: number): string => String(value);
const cycles: Readonly<Record<number, PsaAgreement['billingCycle']>> = {
  0: { name: 'Period 0', months: null, days: null, never: false },
  2: { name: 'Monthly', months: 1, days: null, never: false },
  3: { name: 'Yearly', months: 12, days: null, never: false },
  4: { name: 'Quarterly', months: 3, days: null, never: false },
  5: { name: 'Six-monthly', months: 6, days: null, never: false },
};

/** The sandbox's scenario in the words of the domain, written out here apart from the adapter's own reading. */
function truthOf(scenario: HaloPsaScenario): PsaTruth {
  return {
    companies: scenario.clients.map((row): PsaCompany => ({
      id: number(row.id),
      name: row.name,
      identifier: row.ref,
      status: row.inactive ? 'Inactive' : 'Active',
      deleted: row.inactive,
      parentCompanyId: null,
      billToCompanyId: row.clientToInvoiceRecurring === 0 ? null : number(row.clientToInvoiceRecurring),
    })),
    agreements: scenario.invoices.map((row): PsaAgreement => ({
      id: number(row.id),
      name: row.contractRef,
      companyId: number(row.clientId),
      typeId: null,
      typeName: null,
      parentAgreementId: null,
      status: row.disabled ? 'Disabled' : 'Active',
      over: row.disabled ? 'inactive' : null,
      startDate: row.startDate,
      endDate: row.endDate,
      billingCycle: cycles[row.period] ?? null,
      nextInvoiceDate: row.nextCreationDate,
      currency: 'USD',
      prorates: null,
      periodType: null,
      lastUpdated: row.lastModified,
    })),
    lines: scenario.invoices.flatMap((invoice) =>
      invoice.lines.map((line) => lineTruth(line, invoice, scenario)),
    ),
    products: scenario.items.map((row): PsaProduct => ({
      id: number(row.id),
      identifier: row.internalReference,
      description: row.name,
      productClass: null,
      holdsOthers: false,
      inactive: row.inactive,
      price: number(row.recurringPrice),
    })),
  };
}

function lineTruth(line: HaloLine, invoice: HaloInvoice, { licences }: HaloPsaScenario): PsaLine {
  const source = line.sources[0];
  const licence = licences.find(({ id }) => id === source?.licenceId);
  const byHand = line.quantityType === 0;
  const written = line.quantityType === 1;
  const reasons: Readonly<Record<number, Message>> = {
    2: message('halopsa.locked.counts-users'),
    3: message('halopsa.locked.counts-assets'),
    4: message('halopsa.locked.distributor', { distributor: 'Pax8' }),
  };
  const locked = reasons[line.quantityType];
  return {
    id: number(line.id),
    agreementId: number(invoice.id),
    productId: number(line.itemId),
    productIdentifier: line.itemCode,
    description: line.itemShortDescription,
    quantity: byHand ? number(line.qtyOrder) : licence === undefined ? null : number(licence.count),
    lessIncluded: licence === undefined ? null : number(source?.qtyFree ?? 0),
    unitPrice: number(line.unitPrice),
    unitCost: number(line.unitCost),
    billable: true,
    billCustomer: null,
    effectiveDate: line.startDate ?? invoice.startDate,
    cancelledDate: line.endDate,
    status: 'active',
    lastUpdated: written ? null : invoice.lastModified,
    ...(locked === undefined ? {} : { locked }),
    ...(written && licence !== undefined ? { keptIn: number(licence.id) } : {}),
  };
}

const invoicesIn = ({ created = [] }: HaloPsaScenario): readonly PsaInvoice[] =>
  created.map((row) => {
    const net = row.lines.map(({ quantity, unitPrice }) => Math.round(quantity * unitPrice * 100) / 100);
    return {
      id: number(row.id),
      agreementId: number(row.recurringInvoiceId),
      number: `HALO-${row.id}`,
      day: row.date,
      state: row.voided ? 'voided' : 'invoiced',
      kind: row.credits === 0 ? 'invoice' : 'credit',
      currency: row.currency,
      amount: number(net.reduce((sum, amount) => sum + Math.round(amount * 100), 0) / 100),
      lines: row.lines.map((line, nth) => ({
        lineId: number(line.recurringInvoiceLineId),
        productId: number(line.itemId),
        quantity: number(line.quantity),
        unitPrice: number(line.unitPrice),
        amount: number(net[nth]!),
      })),
    };
  });

const faults: Readonly<Record<PsaTrouble, FaultOrder['fault']>> = {
  'lost-page': { kind: 'lost-page' },
  'repeated-page': { kind: 'repeated-page' },
  'status-page': { kind: 'standing-offset' },
  'too-many-requests': { kind: 'status', status: 429, body: 'text' },
  'html-page': { kind: 'status', status: 200, body: 'html', text: 'Down for maintenance' },
  silence: { kind: 'hang' },
  reset: { kind: 'reset' },
  'cut-answer': { kind: 'cut-body' },
  'empty-server-fault': { kind: 'status', status: 500, body: 'empty' },
  'keys-rejected': { kind: 'status', status: 401, body: 'text' },
};

/** Tokens are rejected too, once the first was given. */
const keysRejected: FaultOrder = { path: '/auth/token', fault: { kind: 'status', status: 401 } };

/** The row that comes first in a list, with the deletion of it; a document comes in one answer. */
function firstRowOf(
  scenario: HaloPsaScenario,
  list: Exclude<PsaList, object>,
): { readonly path: string; readonly rowId: number; readonly edit: MomentOrder['do'] } {
  const changes = { remove: true } as const;
  const first = (rows: readonly { readonly id: number }[]): number => Math.min(...rows.map(({ id }) => id));
  if (list === 'companies') {
    const id = first(scenario.clients);
    return { path: clients, rowId: id, edit: { kind: 'change-halo-client', id, changes } };
  }
  if (list === 'agreements') {
    const id = first(scenario.invoices);
    return { path: '/api/RecurringInvoice', rowId: id, edit: { kind: 'change-halo-invoice', id, changes } };
  }
  const id = first(scenario.items.filter(({ inactive }) => !inactive));
  return { path: '/api/Item', rowId: id, edit: { kind: 'change-halo-item', id, changes } };
}

/** A way in which lines are written: which line is under test, and where it is posted. */
interface Writing {
  readonly method: string;
  readonly path: string;
  readonly field: 'qtyOrder' | 'count';
  /** A line on a document of its own. */
  readonly line: (control: SandboxControl) => Promise<LineUnderTest>;
}

/** A customer's who has few others, so that what is read for one line does not grow with those of tests before. */
const licenceFor = ({ invoices, licences }: HaloPsaScenario): HaloLicence =>
  licences[invoices.length % licences.length]!;
const ownDocument = async (control: SandboxControl, scenario: HaloPsaScenario): Promise<HaloInvoice> =>
  control.halo.addInvoice(scenario.invoices[0]!.id, { clientId: licenceFor(scenario).clientId });

const lineByHand = async (control: SandboxControl): Promise<LineUnderTest> => {
  const scenario = await control.scenarioOf('halopsa');
  const original = scenario.invoices
    .flatMap(({ lines }) => lines)
    .find(({ quantityType }) => quantityType === 0);
  const { id: invoiceId } = await ownDocument(control, scenario);
  const line = await control.halo.addLine(original!.id, { qtyOrder: 41, invoiceId });
  // A neighbor, so that the document has more than the line.
  await control.halo.addLine(original!.id, { qtyOrder: 7, invoiceId });
  const ref = { agreementId: String(invoiceId), lineId: String(line.id) };
  return { ref, quantity: 41, parentId: null, day: null };
};

const lineByLicence = async (control: SandboxControl): Promise<LineUnderTest> => {
  const scenario = await control.scenarioOf('halopsa');
  const original = scenario.invoices
    .flatMap(({ lines }) => lines)
    .find(({ quantityType }) => quantityType === 1);
  const { id: invoiceId } = await ownDocument(control, scenario);
  const licence = await control.halo.addLicence(licenceFor(scenario).id, { count: 41, distributor: '' });
  const line = await control.halo.addLine(original!.id, {
    invoiceId,
    quantityType: 1,
    follows: { licenceId: licence.id },
  });
  await control.halo.recount();
  return {
    ref: { agreementId: String(invoiceId), lineId: String(line.id) },
    quantity: 41,
    parentId: null,
    day: null,
  };
};

const writings: Readonly<Record<keyof typeof methods, Writing>> = {
  document: {
    method: methods.document,
    path: '/api/RecurringInvoice',
    field: 'qtyOrder',
    line: lineByHand,
  },
  line: {
    method: methods.line,
    path: '/api/RecurringInvoice/updatelines',
    field: 'qtyOrder',
    line: lineByHand,
  },
  licence: {
    method: methods.licence,
    path: '/api/SoftwareLicence',
    field: 'count',
    line: lineByLicence,
  },
};

async function underTest(writing: Writing): Promise<PsaUnderTest> {
  const stage = await openStage();
  const { sandbox, control } = stage;
  const { halopsa } = sandbox.credentials;
  const every = (await control.scenarioOf('halopsa')).applications[0]!;
  const scopeOf = {
    companies: 'read:customers',
    agreements: 'read:invoices',
    catalog: 'read:items',
  } as const;
  return {
    client: (pageSize) => stage.client(pageSize === undefined ? {} : { pageSize }),
    truth: async () => truthOf(await control.scenarioOf('halopsa')),
    trouble: async (kind, times) => {
      if (kind === 'keys-rejected') await control.inject(keysRejected);
      await control.inject({
        path: clients,
        fault: faults[kind],
        ...(kind.endsWith('-page') && kind !== 'html-page' ? { after: 1 } : {}),
        ...(times === 'once' ? { times: 1 } : {}),
      });
    },
    deleteWhilePaging: async (list) => {
      if (typeof list === 'object') return null;
      const { path, edit, rowId } = firstRowOf(await control.scenarioOf('halopsa'), list);
      await control.atMoment({
        when: { vendor: 'halopsa', method: 'GET', path, phase: 'after-answer' },
        do: edit,
      });
      return String(rowId);
    },
    loseLines: async (agreementId) => {
      await control.inject({
        path: `/api/RecurringInvoice/${agreementId}`,
        fault: { kind: 'lost-page' },
        times: 1,
      });
    },
    clamp: (largestPage) => control.halo.switch({ largestPage }),
    withdraw: (right) =>
      control.halo.changeApplication(every.clientId, {
        scopes: every.scopes.filter((scope) => scope !== scopeOf[right]),
      }),
    calm: async () => {
      await control.clear();
      await control.halo.switch({ largestPage: null });
      await control.halo.changeApplication(every.clientId, { scopes: [...every.scopes] });
    },
    calls: async () => {
      const calls = await stage.calls();
      const notReads = calls.filter(({ method, path }) => method !== 'GET' && path !== '/auth/token');
      return { all: calls.length, notReads: notReads.length };
    },
    invoices: {
      truth: async () => invoicesIn(await control.scenarioOf('halopsa')),
      correct: async (some) => {
        const [one, other] = some.filter(({ amount }) => Number(amount) > 0).map(({ id }) => Number(id));
        await control.halo.changeCreated(other!, { voided: true });
        await control.halo.addCreated(one!, { credits: one!, quantity: -2 });
      },
      withdraw: async () => {
        const scopes = every.scopes.filter((scope) => scope !== scopeOf.agreements);
        await control.halo.changeApplication(every.clientId, { scopes });
      },
    },
    writes: writesUnderTest(stage, writing),
    lineChanges: lineChangesUnderTest(stage, writing),
    secrets: [halopsa.clientSecret, halopsa.clientId],
    close: () => stage.close(),
  };
}

const writeFaults = (
  id: number,
  { field }: Writing,
): Readonly<Record<PsaWriteTrouble, FaultOrder['fault']>> => {
  const wire = field === 'count' ? 'count' : 'qty_order';
  return {
    'server-fault': { kind: 'status', status: 503 },
    silence: { kind: 'hang' },
    reset: { kind: 'reset' },
    'cut-answer': { kind: 'cut-body' },
    'done-answer-lost': { kind: 'done-answer-lost' },
    'done-gateway-fault': { kind: 'done-status', status: 504 },
    'in-use': { kind: 'status', status: 409, text: 'The record is in use.' },
    'too-many-requests': { kind: 'status', status: 429, retryAfter: 30 },
    'keys-rejected': { kind: 'status', status: 401, body: 'text' },
    'rejected-with-words': { kind: 'status', status: 400, text: 'The line is locked.' },
    'rejected-by-a-page': { kind: 'status', status: 405, body: 'html' },
    'another-line-answered': { kind: 'json', body: { id: id + 1, [wire]: 42 } },
    'another-quantity-answered': { kind: 'json', body: { id, [wire]: 42.5 } },
    'unreadable-answer': { kind: 'status', status: 200, body: 'html' },
  };
};

function writesUnderTest({ sandbox, control, client }: Stage, writing: Writing): PsaWritesUnderTest {
  const credential = sandbox.credentials.halopsa;
  const lineIn = async ({ lineId }: LineRef): Promise<HaloLine> =>
    (await control.scenarioOf('halopsa')).invoices
      .flatMap(({ lines }) => lines)
      .find(({ id }) => String(id) === lineId)!;
  /** Of the line, or of the licence that it follows. */
  const writtenId = async (ref: LineRef): Promise<number> =>
    writing.field === 'count' ? (await lineIn(ref)).sources[0]!.licenceId : Number(ref.lineId);
  const ids = new Map<string, number>();
  const editors: Readonly<Record<PsaEdit, (ref: LineRef) => Promise<unknown>>> = {
    'end the agreement': ({ agreementId }) =>
      control.halo.changeInvoice(Number(agreementId), { disabled: true }),
    'delete the line': ({ lineId }) => control.halo.changeLine(Number(lineId), { remove: true }),
    'move the line': async ({ lineId }) => {
      const [other] = (await control.scenarioOf('halopsa')).invoices;
      return control.halo.changeLine(Number(lineId), { invoiceId: other!.id });
    },
    'delete the agreement': ({ agreementId }) =>
      control.halo.changeInvoice(Number(agreementId), { remove: true }),
  };
  return {
    client: () => client(),
    readOnlyClient: () =>
      client(
        {},
        {
          clientId: 'sandbox-halo-read-client',
          clientSecret: 'sandbox-halo-read-secret',
        },
      ),
    line: async () => {
      const line = { ...(await writing.line(control)), method: writing.method };
      ids.set(line.ref.lineId, await writtenId(line.ref));
      return line;
    },
    trouble: async (ref, kind) => {
      if (kind === 'keys-rejected') await control.inject({ ...keysRejected, after: 1 });
      await control.inject({
        vendor: 'halopsa',
        method: 'POST',
        path: '/api/',
        fault: writeFaults(ids.get(ref.lineId) ?? Number(ref.lineId), writing)[kind],
      });
    },
    edit: async (ref, edit) => {
      await editors[edit](ref);
    },
    mixUpCompany: async (companyId) => {
      const { invoices } = await control.scenarioOf('halopsa');
      const other = invoices.find(({ clientId }) => String(clientId) !== companyId)!.clientId;
      const fault = { kind: 'other-company', companyId: other } as const;
      await control.inject({ path: '/api/RecurringInvoice', fault });
    },
    calm: async () => {
      await control.clear();
    },
    written: async ({ agreementId, lineId }) => {
      const requestLog = await control.requestLog();
      const id = ids.get(lineId)!;
      const isOwn = (write: { agreementId: number; lineId: number } | null): boolean =>
        write !== null &&
        (write.lineId === id || (write.lineId === 0 && String(write.agreementId) === agreementId));
      return {
        requests: requestLog.filter(
          (entry) => entry.kind === 'request' && entry.path === writing.path && isOwn(entry.write),
        ).length,
        changes: requestLog
          .filter((entry) => entry.kind === 'change')
          .filter((entry) => entry.by === 'api' && entry.id === String(id) && entry.field === writing.field)
          .map(({ before, after }) => ({ before, after })),
      };
    },
    secrets: [credential.clientSecret, credential.clientId],
  };
}

function lineChangesUnderTest(stage: Stage, writing: Writing): LineChangesUnderTest {
  const { control } = stage;
  const scenario = () => control.scenarioOf('halopsa');
  const linesIn = async (agreementId: string): Promise<readonly HaloLine[]> =>
    (await scenario()).invoices.find(({ id }) => String(id) === agreementId)?.lines ?? [];
  const licencesIn = async (agreementId: string): Promise<readonly number[]> =>
    (await linesIn(agreementId)).flatMap(({ sources }) => sources.map(({ licenceId }) => licenceId));
  const lastBilledDay = '2030-01-31';
  return {
    kind: haloPsa,
    agreement: async () => {
      const { ref } = await lineByHand(control);
      const { invoices, items } = await scenario();

      // Whatever catalog an earlier test left behind.
      const item = items.find(({ inactive }) => !inactive)!;
      return {
        agreementId: ref.agreementId,
        companyId: String(invoices.find(({ id }) => String(id) === ref.agreementId)!.clientId),
        productId: String(item.id),
        productIdentifier: item.internalReference,
        price: String(item.recurringPrice),
        firstBilledDay: '2030-02-01',
      };
    },
    lineToEnd: async () => {
      const line = await writing.line(control);
      return { ...line, method: writing.method, lastBilledDay };
    },
    troubleCreation: async (_agreementId, kind) => {
      if (kind === 'keys-rejected') await control.inject({ ...keysRejected, after: 1 });
      const fault: FaultOrder['fault'] =
        kind === 'acts-late' ? { kind: 'late-effect', afterMs: 60_000 } : writeFaults(1, writing)[kind];
      await control.inject({ vendor: 'halopsa', method: 'POST', path: '/api/', fault });
    },
    release: async () => {
      await control.releaseLateEffects();
    },
    failLists: async (agreementId) => {
      const path = `/api/RecurringInvoice/${agreementId}`;
      await control.inject({ path, fault: { kind: 'status', status: 500 } });
    },
    sent: async (agreementId) => {
      const licences = await licencesIn(agreementId);
      return (await stage.calls())
        .filter(({ write }) => write !== null)
        .filter(({ write }) =>
          write?.field === 'count'
            ? licences.includes(write.lineId)
            : String(write?.agreementId) === agreementId,
        )
        .map(({ method, path }) => ({ method, path }));
    },
    lines: async (agreementId) =>
      (await linesIn(agreementId)).map(({ id, qtyOrder, endDate, quantityType }) => ({
        lineId: String(id),
        units: qtyOrder,
        lastBilledDay: quantityType !== 0 && qtyOrder === 0 ? lastBilledDay : endDate,
      })),
    rest: async (lineId) => {
      const { invoices, licences, changes: _log, ...side } = await scenario();
      const lines = invoices.flatMap((invoice) => invoice.lines);
      const counted = lines.find(({ id }) => String(id) === lineId)?.sources[0]?.licenceId;
      return {
        ...side,
        licences: licences.map((one) => (one.id === counted ? { ...one, count: null, changes: null } : one)),
        invoices: invoices.map((invoice) => ({
          ...invoice,
          lastModified: null,
          lines: invoice.lines.filter(({ id }) => String(id) !== lineId),
        })),
      };
    },
  };
}

describePsaContract('HaloPSA', () => underTest(writings.document));

describe.each(['line', 'licence'] as const)('HaloPSA written by the %s', (way) => {
  let stage: Stage;
  let writes: PsaWritesUnderTest;
  let lineChanges: LineChangesUnderTest;
  beforeAll(async () => {
    stage = await openStage();
    writes = writesUnderTest(stage, writings[way]);
    lineChanges = lineChangesUnderTest(stage, writings[way]);
  });
  afterEach(() => writes.calm());
  afterAll(() => stage.close());
  describePsaWriting(() => writes);
  describeEnding(
    () => writes,
    () => lineChanges,
  );
});
