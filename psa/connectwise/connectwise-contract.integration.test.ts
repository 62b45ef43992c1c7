import { inEnglish } from '../../messages/english.ts';
import { readFileSync, rmSync } from 'node:fs';
import type { PsaAgreement, PsaCompany, PsaInvoice, PsaLine, PsaProduct } from '../../domain/psa-facts.ts';
import { createOutbound } from '../../http/outbound.ts';
import { parseResolve } from '../../http/resolve.ts';
import { createSandboxControl } from '../../sandbox/control-client.ts';
import type { SandboxControl } from '../../sandbox/control-client.ts';
import type { FaultOrder } from '../../sandbox/fault-kinds.ts';
import type { MomentOrder } from '../../sandbox/edit-moments.ts';
import type { SandboxCredentials } from '../../sandbox/credentials.ts';
import { type SandboxOptions, startSandbox } from '../../sandbox/server.ts';
import type { ConnectWiseScenario, PsaAddition, PsaRef } from '../../sandbox/scenario.ts';
import { describePsaContract } from '../contract-suite.ts';
import type { PsaList, PsaTrouble, PsaTruth, PsaUnderTest } from '../testing/psa-under-test.ts';
import type { LineRef, PsaResult } from '../port.ts';
import type { LineChangesUnderTest } from '../testing/line-changes-under-test.ts';
import type { PsaEdit, PsaWritesUnderTest, PsaWriteTrouble } from '../testing/contract-writing.ts';
import { fewLines } from '../testing/few-lines.fixture.ts';
import { createConnectWise } from './connectwise.ts';
import { connectWise } from './kind.ts';
import type { ConnectWiseCredential, ConnectWiseSettings } from './settings.ts';
import { sandboxFolder } from '../../test/environment/sandbox-folder.ts';

/** Waits short enough for tests; a time-out long enough for a busy machine. */
const quick: Partial<ConnectWiseSettings> = {
  timeoutMs: 2_000,
  pageSize: 100,
  maxAttempts: 2,
  retryFirstMs: 5,
  busyMs: 20,
  waitInAllMs: 3_000,
};
const api = '/v4_6_release/apis/3.0';
const companies = `${api}/company/companies`;

async function openStage(of: Pick<SandboxOptions, 'ownScenario' | 'scenario'>) {
  const dir = sandboxFolder('seatwise-connectwise-');
  const sandbox = await startSandbox({ ...of, dir, persist: false });
  const outbound = createOutbound({
    resolve: parseResolve(sandbox.resolve),
    extraCa: readFileSync(sandbox.caFile, 'utf8'),
  });
  return {
    sandbox,
    control: createSandboxControl(sandbox.control),
    outbound,
    close: async () => {
      await outbound.close();
      await sandbox.close();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

type Stage = Awaited<ReturnType<typeof openStage>>;

/** Injected first, it takes the calls to `/count`, so that faults of the list hit pages only and count them rightly. */
const sparesCount: FaultOrder = { path: `${companies}/count`, fault: { kind: 'delay', ms: 0 } };

const connectWiseCalls = async (control: SandboxControl) =>
  (await control.requestLog())
    .filter((entry) => entry.kind === 'request')
    .filter((entry) => entry.vendor === 'connectwise');

const ref = (reference: PsaRef | null): string | null => (reference === null ? null : String(reference.id));
const number = (value: number | null): string | null => (value === null ? null : String(value));
const overBy: Readonly<Record<string, PsaAgreement['over']>> = {
  Cancelled: 'canceled',
  Expired: 'expired',
  Inactive: 'inactive',
};
const cycleNamed = (name: string): PsaAgreement['billingCycle'] => ({
  name,
  months: months[name] ?? null,
  days: name === 'Weekly' ? 7 : null,
  never: name === 'None',
});
const months: Readonly<Record<string, number>> = { Monthly: 1, Quarterly: 3, 'Semi-Annual': 6, Annual: 12 };

/** The sandbox's scenario in the words of the domain, written out here apart from the adapter's own reading. */
function truthOf(scenario: ConnectWiseScenario): PsaTruth {
  return {
    companies: scenario.companies.map((row): PsaCompany => ({
      id: String(row.id),
      name: row.name,
      identifier: row.identifier,
      status: row.status.name,
      deleted: row.deletedFlag,
      parentCompanyId: ref(row.parentCompany),
      billToCompanyId: ref(row.billToCompany),
      currency: 'USD',
    })),
    agreements: scenario.agreements.map((row): PsaAgreement => ({
      id: String(row.id),
      name: row.name,
      companyId: String(row.company.id),
      typeId: String(row.type.id),
      typeName: row.type.name,
      parentAgreementId: ref(row.parentAgreement),
      status: row.agreementStatus,
      over: row.cancelledFlag ? 'canceled' : (overBy[row.agreementStatus ?? ''] ?? null),
      startDate: row.startDate,
      endDate: row.endDate,
      billingCycle: row.billingCycle === null ? null : cycleNamed(row.billingCycle.name),
      nextInvoiceDate: row.nextInvoiceDate,
      currency: 'USD',
      prorates: row.prorateFlag,
      periodType: row.periodType,
      lastUpdated: new Date(row.lastUpdated ?? '2025-01-15T09:30:00Z').toISOString(),
    })),
    lines: scenario.additions.map((row): PsaLine => ({
      id: String(row.id),
      agreementId: String(row.agreementId),
      productId: String(row.product.id),
      productIdentifier: row.product.identifier ?? null,
      description: row.description,
      quantity: number(row.quantity),
      lessIncluded: number(row.lessIncluded),
      unitPrice: number(row.unitPrice),
      ...(row.unitCost === null ? {} : { unitCost: String(row.unitCost) }),
      billable: row.billCustomer === 'Billable',
      billCustomer: row.billCustomer,
      effectiveDate: row.effectiveDate,
      cancelledDate: row.cancelledDate,
      status: statusOf(row, scenario),
      lastUpdated: new Date(row.lastUpdated).toISOString(),
    })),
    products: scenario.products.map((row): PsaProduct => ({
      id: String(row.id),
      identifier: row.identifier,
      description: row.description,
      productClass: row.productClass,
      holdsOthers: row.productClass === 'Bundle',
      inactive: row.inactiveFlag,
      price: number(row.price),
      ...(row.manufacturerPartNumber === null ? {} : { partNumber: row.manufacturerPartNumber }),
    })),
  };
}

function statusOf(
  { cancelledDate, agreementId }: PsaAddition,
  scenario: ConnectWiseScenario,
): PsaLine['status'] {
  const agreement = scenario.agreements.find(({ id }) => id === agreementId);
  return cancelledDate === null && agreement?.agreementStatus === 'Active' ? 'active' : 'canceled';
}

/** Without what they consist of, which no source says that ConnectWise shows. */
const invoicesIn = ({ invoices = [] }: ConnectWiseScenario): readonly PsaInvoice[] =>
  invoices.map((row) => ({
    id: String(row.id),
    agreementId: String(row.agreement.id),
    number: row.invoiceNumber,
    day: row.date,
    state: 'invoiced',
    kind: row.type === 'CreditMemo' ? 'credit' : 'invoice',
    currency: row.currency,
    amount: number(row.type === 'CreditMemo' ? -(row.subtotal ?? 0) : row.subtotal),
    lines: null,
  }));

const faults: Readonly<Record<PsaTrouble, FaultOrder['fault']>> = {
  'lost-page': { kind: 'lost-page' },
  'repeated-page': { kind: 'repeated-page' },
  'status-page': { kind: 'standing-offset' },
  'too-many-requests': { kind: 'status', status: 429 },
  'html-page': { kind: 'status', status: 200, body: 'html', text: 'Down for maintenance' },
  silence: { kind: 'hang' },
  reset: { kind: 'reset' },
  'cut-answer': { kind: 'cut-body' },
  'empty-server-fault': { kind: 'status', status: 500, body: 'empty' },
  'keys-rejected': { kind: 'status', status: 401 },
};

/** The row that comes first in a list, with the deletion of it. */
function firstRowOf(
  { companies: all, agreements, products, additions }: ConnectWiseScenario,
  list: PsaList,
): { readonly path: string; readonly rowId: number; readonly edit: MomentOrder['do'] } {
  const changes = { remove: true } as const;
  const first = (rows: readonly { readonly id: number }[]): number => Math.min(...rows.map(({ id }) => id));
  if (list === 'companies') {
    const companyId = first(all);
    return { path: companies, rowId: companyId, edit: { kind: 'change-company', companyId, changes } };
  }
  if (list === 'agreements') {
    const agreementId = first(agreements);
    const edit = { kind: 'change-agreement', agreementId, changes } as const;
    return { path: `${api}/finance/agreements`, rowId: agreementId, edit };
  }
  if (list === 'products') {
    const productId = first(products);
    const edit = { kind: 'change-product', productId, changes } as const;
    return { path: `${api}/procurement/catalog`, rowId: productId, edit };
  }
  const lineId = first(additions.filter(({ agreementId }) => String(agreementId) === list.lines));
  const path = `${api}/finance/agreements/${list.lines}/additions`;
  return { path, rowId: lineId, edit: { kind: 'change-line', lineId, changes } };
}

async function underTest(): Promise<PsaUnderTest> {
  const stage = await openStage({ ownScenario: fewLines() });
  const { sandbox, control, outbound } = stage;
  const { psa } = sandbox.credentials;
  const all = { companies: true, agreementsInquire: true, catalog: true, invoices: true };
  const rightNames = {
    companies: 'companies',
    agreements: 'agreementsInquire',
    catalog: 'catalog',
  } as const;
  return {
    client: (pageSize) =>
      createConnectWise({
        outbound,
        credential: psa,
        settings: pageSize === undefined ? quick : { ...quick, pageSize },
      }),
    truth: async () => truthOf(await control.scenarioOf('connectwise')),
    trouble: async (kind, times) => {
      const onSecondPage = kind.endsWith('-page') && kind !== 'html-page';
      if (onSecondPage) await control.inject(sparesCount);
      await control.inject({
        path: companies,
        fault: faults[kind],
        ...(onSecondPage ? { after: 1 } : {}),
        ...(times === 'once' ? { times: 1 } : {}),
      });
    },
    deleteWhilePaging: async (list) => {
      const { path, edit, rowId } = firstRowOf(await control.scenarioOf('connectwise'), list);
      await control.atMoment({
        when: { vendor: 'connectwise', method: 'GET', path, phase: 'after-answer' },
        do: edit,
      });
      return String(rowId);
    },
    loseLines: async (agreementId) => {
      const path = `${api}/finance/agreements/${agreementId}/additions`;
      await control.inject({ path, fault: { kind: 'lost-page' }, times: 1 });
    },
    clamp: (largestPage) => control.switchPsa({ largestPage, nextLinks: 'absent' }),
    withdraw: (right) => control.changeRights(psa.publicKey, { [rightNames[right]]: false }),
    calm: async () => {
      await control.clear();
      await control.switchPsa({ largestPage: null, nextLinks: 'given' });
      await control.changeRights(psa.publicKey, all);
    },
    calls: async () => {
      const calls = await connectWiseCalls(control);
      return { all: calls.length, notReads: calls.filter(({ method }) => method !== 'GET').length };
    },
    invoices: {
      truth: async () => invoicesIn(await control.scenarioOf('connectwise')),
      correct: async ([one]) => {
        await control.addInvoice(Number(one!.id), { type: 'CreditMemo', subtotal: 12.5 });
      },
      withdraw: async () => {
        await control.changeRights(psa.publicKey, { invoices: false });
      },
    },
    writes: writesUnderTest(stage),
    lineChanges: lineChangesUnderTest(stage),
    secrets: secretsOf(psa),
    close: () => stage.close(),
  };
}

const secretsOf = ({ companyId, publicKey, privateKey, clientId }: SandboxCredentials['psa']) => [
  companyId,
  publicKey,
  privateKey,
  clientId,
];

const writeFaults = (lineId: number): Readonly<Record<PsaWriteTrouble, FaultOrder['fault']>> => ({
  'server-fault': { kind: 'status', status: 503 },
  silence: { kind: 'hang' },
  reset: { kind: 'reset' },
  'cut-answer': { kind: 'cut-body' },
  'done-answer-lost': { kind: 'done-answer-lost' },
  'done-gateway-fault': { kind: 'done-status', status: 504 },
  'in-use': { kind: 'status', status: 409, text: 'The record is in use.' },
  'too-many-requests': { kind: 'status', status: 429, retryAfter: 30 },
  'keys-rejected': { kind: 'status', status: 401 },
  'rejected-with-words': { kind: 'status', status: 400, body: 'text', text: 'The addition is locked.' },
  'rejected-by-a-page': { kind: 'status', status: 405, body: 'html' },
  'another-line-answered': { kind: 'json', body: { id: lineId + 1, product: { id: 1 }, quantity: 42 } },
  'another-quantity-answered': { kind: 'json', body: { id: lineId, product: { id: 1 }, quantity: 42.5 } },
  'unreadable-answer': { kind: 'status', status: 200, body: 'html' },
});

function writesUnderTest(stage: Stage): PsaWritesUnderTest {
  const { sandbox, control, outbound } = stage;
  const credential = sandbox.credentials.psa;
  const clientWith = (keys: Partial<ConnectWiseCredential>) =>
    createConnectWise({ outbound, credential: { ...credential, ...keys }, settings: quick });
  const editors: Readonly<Record<PsaEdit, (ref: LineRef) => Promise<unknown>>> = {
    'end the agreement': ({ agreementId }) =>
      control.changeAgreement(Number(agreementId), { cancelledFlag: true, agreementStatus: 'Cancelled' }),
    'delete the line': ({ lineId }) => control.changeLine(Number(lineId), { remove: true }),
    'move the line': async ({ lineId }) => {
      const [other] = (await control.scenarioOf('connectwise')).agreements;
      return control.changeLine(Number(lineId), { agreementId: other!.id });
    },
    'delete the agreement': ({ agreementId }) =>
      control.changeAgreement(Number(agreementId), { remove: true }),
  };
  return {
    client: () => clientWith({}),
    readOnlyClient: () => clientWith({ publicKey: 'SandboxPublicRead1', privateKey: 'SandboxPrivateRead1' }),
    line: async () => {
      const { agreements, additions } = await control.scenarioOf('connectwise');
      const parentId = agreements[0]!.id;
      const agreement = await control.addAgreement(parentId, { parentAgreementId: parentId });
      const line = await control.addLine(additions[0]!.id, { agreementId: agreement.id, quantity: 41 });
      const ref = { agreementId: String(agreement.id), lineId: String(line.id) };
      return { ref, quantity: 41, parentId: String(parentId), day: null };
    },
    trouble: async ({ lineId }, kind) => {
      await control.inject({
        vendor: 'connectwise',
        method: 'PATCH',
        fault: writeFaults(Number(lineId))[kind],
      });
    },
    edit: async (ref, edit) => {
      await editors[edit](ref);
    },
    mixUpCompany: async (companyId) => {
      const { agreements } = await control.scenarioOf('connectwise');
      const other = agreements.find(({ company }) => String(company.id) !== companyId)!.company.id;
      const fault = { kind: 'other-company', companyId: other } as const;
      await control.inject({ path: `${api}/finance/agreements`, fault });
    },
    calm: async () => {
      await control.clear();
    },
    written: async ({ agreementId, lineId }) => {
      const requestLog = await control.requestLog();
      const path = `/finance/agreements/${agreementId}/additions/${lineId}`;
      return {
        requests: requestLog.filter(
          (entry) => entry.kind === 'request' && entry.method !== 'GET' && entry.path.endsWith(path),
        ).length,
        changes: requestLog
          .filter((entry) => entry.kind === 'change')
          .filter(({ by, id, field }) => by === 'api' && id === lineId && field === 'quantity')
          .map(({ before, after }) => ({ before, after })),
      };
    },
    secrets: secretsOf(credential),
  };
}

const additionsOf = (agreementId: string) => `${api}/finance/agreements/${agreementId}/additions`;

function lineChangesUnderTest({ control }: Stage): LineChangesUnderTest {
  const scenario = () => control.scenarioOf('connectwise');
  const fresh = async () => {
    const { agreements, additions } = await scenario();
    const copied = agreements[0]!.id;
    const agreement = await control.addAgreement(copied, {
      companyId: agreements[0]!.company.id,
      nextInvoiceDate: '2030-02-01',
    });
    const line = await control.addLine(additions[0]!.id, { agreementId: agreement.id, quantity: 41 });
    return { agreement, line };
  };
  return {
    kind: connectWise,
    agreement: async () => {
      const { agreement } = await fresh();
      const product = (await scenario()).products.find(
        ({ productClass, price }) => productClass === 'Agreement' && price !== null,
      )!;
      return {
        agreementId: String(agreement.id),
        companyId: String(agreement.company.id),
        productId: String(product.id),
        productIdentifier: product.identifier,
        price: String(product.price),
        firstBilledDay: '2030-02-01',
      };
    },
    lineToEnd: async () => {
      const { agreement, line } = await fresh();
      const ref = { agreementId: String(agreement.id), lineId: String(line.id) };
      return { ref, quantity: 41, parentId: null, day: null, lastBilledDay: '2030-01-31' };
    },
    troubleCreation: async (agreementId, kind) => {
      const fault: FaultOrder['fault'] =
        kind === 'acts-late' ? { kind: 'late-effect', afterMs: 60_000 } : writeFaults(1)[kind];
      await control.inject({ vendor: 'connectwise', method: 'POST', path: additionsOf(agreementId), fault });
    },
    release: async () => {
      await control.releaseLateEffects();
    },
    failLists: async (agreementId) => {
      await control.inject({ path: additionsOf(agreementId), fault: { kind: 'status', status: 500 } });
    },
    sent: async (agreementId) =>
      (await connectWiseCalls(control))
        .filter(({ method, path }) => method !== 'GET' && path.startsWith(additionsOf(agreementId)))
        .map(({ method, path }) => ({ method, path })),
    lines: async (agreementId) =>
      (await scenario()).additions
        .filter((line) => String(line.agreementId) === agreementId)
        .map(({ id, quantity, cancelledDate }) => ({
          lineId: String(id),
          units: quantity!,
          lastBilledDay: cancelledDate,
        })),
    rest: async (lineId) => {
      const { additions, agreements, ...side } = await scenario();
      return { ...side, agreements, additions: additions.filter(({ id }) => String(id) !== lineId) };
    },
  };
}

describePsaContract('ConnectWise', underTest);

describe('ConnectWise with hostile names', () => {
  it('reads them as they are, but for characters no database stores', async () => {
    const stage = await openStage({ scenario: 'hostile' });
    const { sandbox, control, outbound } = stage;
    try {
      const truth = truthOf(await control.scenarioOf('connectwise'));
      const read = valueOf(
        await createConnectWise({
          outbound,
          credential: sandbox.credentials.psa,
          settings: quick,
        }).companies(),
      );
      const asStored = (name: string): string =>
        name.replace(/\r\n|[\t\r\n]/g, ' ').replace(/[\p{Cc}\p{Cs}]/gu, '\uFFFD');
      const sorted = <T extends { readonly name: string }>(all: readonly T[]): readonly T[] =>
        [...all].sort((a, b) => (a.name < b.name ? -1 : 1));
      const wanted = truth.companies.map(({ name }) => ({
        name: asStored(name),
        cleaned: asStored(name) !== name,
      }));
      expect(sorted(read.map(({ name, nameCleaned }) => ({ name, cleaned: nameCleaned === true })))).toEqual(
        sorted(wanted),
      );
      expect(wanted.filter(({ cleaned }) => cleaned).length).toBeGreaterThan(3);
    } finally {
      await stage.close();
    }
  });
});

function valueOf<T>(result: PsaResult<T>): T {
  if (!result.ok) throw new Error(`${result.code}: ${inEnglish(result.detail)}`);
  return result.value;
}
