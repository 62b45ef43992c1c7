import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { addDays } from '../../domain/calendar.ts';
import type { PsaAgreement, PsaCompany, PsaInvoice, PsaLine, PsaProduct } from '../../domain/psa-facts.ts';
import { createOutbound } from '../../http/outbound.ts';
import { parseResolve } from '../../http/resolve.ts';
import { isPeriodStart, periodsOf, unitsOn } from '../../sandbox/autotask/periods.ts';
import type { AutotaskContract, AutotaskScenario, PeriodType } from '../../sandbox/autotask/scenario.ts';
import type { AutotaskEditOrder } from '../../sandbox/control/autotask-edit.ts';
import { createSandboxControl } from '../../sandbox/control-client.ts';
import type { FaultOrder } from '../../sandbox/fault-kinds.ts';
import { firstOpenDay } from '../../sandbox/scenarios/autotask-changes.ts';
import { startSandbox } from '../../sandbox/server.ts';
import { describePsaContract } from '../contract-suite.ts';
import type { LineRef } from '../port.ts';
import type { PsaEdit, PsaWritesUnderTest, PsaWriteTrouble } from '../testing/contract-writing.ts';
import { fewLines } from '../testing/few-lines.fixture.ts';
import type { PsaList, PsaTrouble, PsaTruth, PsaUnderTest } from '../testing/psa-under-test.ts';
import type { LineChangesUnderTest } from '../testing/line-changes-under-test.ts';
import { createAutotask } from './autotask.ts';
import { autotask } from './kind.ts';
import type { AutotaskCredential, AutotaskSettings } from './settings.ts';

/** Waits short enough for tests; a time-out long enough for a busy machine: what was billed takes the sandbox a second. */
const quick: Partial<AutotaskSettings> = {
  timeoutMs: 4_000,
  maxAttempts: 2,
  retryFirstMs: 5,
  busyMs: 20,
  waitInAllMs: 3_000,
};
const api = '/ATServicesRest/V1.0';
const companies = `${api}/Companies/query`;
const today = new Date().toISOString().slice(0, 10);

async function openStage() {
  const dir = mkdtempSync(join(tmpdir(), 'seatwise-autotask-'));
  const sandbox = await startSandbox({ dir, ownScenario: fewLines() });
  const control = createSandboxControl(sandbox.control);
  const outbound = createOutbound({
    resolve: parseResolve(sandbox.resolve),
    extraCa: readFileSync(sandbox.caFile, 'utf8'),
  });
  return {
    sandbox,
    control,
    outbound,
    scenario: async () => await control.scenarioOf('autotask'),
    close: async () => {
      await outbound.close();
      await sandbox.close();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}
type Stage = Awaited<ReturnType<typeof openStage>>;

const cycles: Readonly<Record<PeriodType, PsaAgreement['billingCycle']>> = {
  m: { name: 'Monthly', months: 1, days: null, never: false },
  q: { name: 'Quarterly', months: 3, days: null, never: false },
  s: { name: 'Semi-Annual', months: 6, days: null, never: false },
  y: { name: 'Yearly', months: 12, days: null, never: false },
};
const text = (value: number | null): string | null => (value === null ? null : String(value));

/** The sandbox's scenario in the words of the domain, written out here apart from the adapter's own reading. */
function truthOf(scenario: AutotaskScenario): PsaTruth {
  const recurring = scenario.contracts.filter(({ contractType }) => contractType === 7);
  const byId = new Map(recurring.map((contract) => [contract.id, contract]));
  // What bills nothing yet has nothing that could be posted.
  const billingTarget = (contract: AutotaskContract): string | null =>
    scenario.contractServices.some(({ contractID }) => contractID === contract.id)
      ? firstOpenDay(contract, today)
      : ([...periodsOf(contract)].find(({ first }) => first > today)?.first ?? null);
  const dated = (contract: AutotaskContract): NonNullable<PsaAgreement['dated']> => {
    const hasLines = scenario.contractServices.some(({ contractID }) => contractID === contract.id);
    const periods = [...periodsOf(contract)].filter(({ last }) => last >= today);
    const posted = periods.filter(({ first }) => hasLines && first <= (contract.postedThrough ?? ''));
    return {
      periodBegan: periods.find(({ first }) => first <= today)?.first ?? null,
      postedThrough: posted.at(-1)?.last ?? null,
    };
  };
  return {
    companies: scenario.companies.map((row): PsaCompany => ({
      id: String(row.id),
      name: row.companyName,
      identifier: row.companyNumber,
      status: row.isActive ? 'Active' : 'Inactive',
      deleted: false,
      parentCompanyId: text(row.parentCompanyID),
      billToCompanyId: null,
      currency: 'USD',
    })),
    agreements: recurring.map((row): PsaAgreement => ({
      id: String(row.id),
      name: row.contractName,
      companyId: String(row.companyID),
      typeId: null,
      typeName: null,
      parentAgreementId: null,
      status: row.status === 1 ? 'Active' : 'Inactive',
      over: null,
      startDate: row.startDate,
      endDate: row.endDate,
      billingCycle: row.contractPeriodType === null ? null : cycles[row.contractPeriodType],
      nextInvoiceDate: billingTarget(row),
      prorates: false,
      periodType: null,
      dated: dated(row),
    })),
    lines: scenario.contractServices.flatMap((row): PsaLine[] => {
      const contract = byId.get(row.contractID);
      if (contract === undefined) return [];
      const over = contract.endDate < today;
      return [
        {
          id: String(row.id),
          agreementId: String(row.contractID),
          productId: String(row.serviceID),
          productIdentifier: null,
          description: row.invoiceDescription,
          quantity: over ? null : text(unitsOn(row, billingTarget(contract) ?? today)),
          lessIncluded: '0',
          unitPrice: text(row.unitPrice),
          ...(row.unitCost === null ? {} : { unitCost: String(row.unitCost) }),
          billable: true,
          billCustomer: null,
          effectiveDate: contract.startDate,
          cancelledDate: null,
          status: null,
          lastUpdated: null,
        },
      ];
    }),
    products: scenario.services.map((row): PsaProduct => ({
      id: String(row.id),
      identifier: row.name,
      description: row.description,
      productClass: null,
      holdsOthers: false,
      inactive: !row.isActive,
      price: text(row.unitPrice),
      ...(row.manufacturerServiceProviderProductNumber === null
        ? {}
        : { partNumber: row.manufacturerServiceProviderProductNumber }),
    })),
  };
}

/** One invoice of each contract and period that was posted; a voided one, and a credit as the billing has it. */
function invoicesIn({ contracts, contractServices, billing }: AutotaskScenario): readonly PsaInvoice[] {
  const invoiceId = (contract: AutotaskContract, day: string): number =>
    contract.id * 10_000 + (Number(day.slice(0, 4)) - 2000) * 12 + Number(day.slice(5, 7)) - 1;
  const created = contracts.flatMap((contract) =>
    [...periodsOf(contract)]
      .filter(({ first }) => contract.postedThrough !== null && first <= contract.postedThrough)
      .flatMap(({ first: day }): PsaInvoice[] => {
        const lines = contractServices
          .filter(({ contractID }) => contractID === contract.id)
          .flatMap((line) => {
            const units = unitsOn(line, day);
            return units === null ? [] : [lineOn(line, units)];
          });
        const id = invoiceId(contract, day);
        const voided = billing?.voided.includes(id) === true;
        return lines.length === 0 ? [] : [billed(contract, id, day, voided, lines)];
      }),
  );
  const credits = (billing?.credits ?? []).map(
    ({ contractID, contractServiceID, day, units }): PsaInvoice => {
      const contract = contracts.find(({ id }) => id === contractID)!;
      const line = contractServices.find(({ id }) => id === contractServiceID)!;
      const id = invoiceId(contract, day);
      return {
        ...billed(contract, id, day, false, [lineOn(line, units)]),
        id: `${id}-credit`,
        kind: 'credit',
      };
    },
  );
  return [...created, ...credits];
}

const lineOn = (
  { id, serviceID, unitPrice }: AutotaskScenario['contractServices'][number],
  units: number,
): NonNullable<PsaInvoice['lines']>[number] => ({
  lineId: String(id),
  productId: String(serviceID),
  quantity: String(units),
  unitPrice: text(unitPrice),
  amount: unitPrice === null ? null : String(Math.round(units * unitPrice * 100) / 100),
});

const billed = (
  contract: AutotaskContract,
  id: number,
  day: string,
  voided: boolean,
  lines: NonNullable<PsaInvoice['lines']>,
): PsaInvoice => ({
  id: String(id),
  agreementId: String(contract.id),
  number: `AT-${id}`,
  day,
  state: voided ? 'voided' : 'invoiced',
  kind: 'invoice',
  currency: null,
  amount: lines.some(({ amount }) => amount === null)
    ? null
    : String(lines.reduce((sum, { amount }) => sum + Math.round(Number(amount) * 100), 0) / 100),
  lines,
});

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
  scenario: AutotaskScenario,
  list: PsaList,
): { readonly path: string; readonly rowId: number; readonly edit: AutotaskEditOrder } {
  const first = (rows: readonly { readonly id: number }[]): number => Math.min(...rows.map(({ id }) => id));
  const deletion = (
    entity: string,
    kind: 'company' | 'contract' | 'service' | 'contract-service',
    id: number,
  ) => ({
    path: `${api}/${entity}/query`,
    rowId: id,
    edit: { kind, id, remove: true } as const,
  });
  if (list === 'companies') return deletion('Companies', 'company', first(scenario.companies));
  if (list === 'agreements')
    return deletion(
      'Contracts',
      'contract',
      first(scenario.contracts.filter((one) => one.contractType === 7)),
    );
  if (list === 'products') return deletion('Services', 'service', first(scenario.services));
  const lines = scenario.contractServices.filter(({ contractID }) => String(contractID) === list.lines);
  return deletion('ContractServices', 'contract-service', first(lines));
}

const autotaskCalls = async ({ control }: Stage) =>
  (await control.requestLog())
    .filter((entry) => entry.kind === 'request')
    .filter((entry) => entry.vendor === 'autotask');

async function underTest(): Promise<PsaUnderTest> {
  const stage = await openStage();
  const { sandbox, control, outbound } = stage;
  const credential = sandbox.credentials.autotask;
  const levels = {
    companies: 'Companies',
    agreements: 'Contracts',
    catalog: 'Services',
  } as const;
  const user = (query: object): Promise<unknown> =>
    control.editAutotask({ kind: 'user', userName: credential.userName, query });
  return {
    client: (pageSize) =>
      createAutotask({
        outbound,
        credential,
        settings: pageSize === undefined ? { ...quick, pageSize: 100 } : { ...quick, pageSize },
      }),
    truth: async () => truthOf(await stage.scenario()),
    trouble: async (kind, times) => {
      const onSecondPage = kind.endsWith('-page') && kind !== 'html-page';
      // Injected first, it takes the counts, so that faults of the list hit pages only and count them rightly.
      if (onSecondPage) await control.inject({ path: `${companies}/count`, fault: { kind: 'delay', ms: 0 } });
      await control.inject({
        path: companies,
        fault: faults[kind],
        ...(onSecondPage ? { after: 1 } : {}),
        ...(times === 'once' ? { times: 1 } : {}),
      });
    },
    deleteWhilePaging: async (list) => {
      const { path, edit, rowId } = firstRowOf(await stage.scenario(), list);
      await control.atMoment({
        when: { vendor: 'autotask', method: 'POST', path, phase: 'after-answer' },
        do: { kind: 'autotask', edit },
      });
      return String(rowId);
    },
    loseLines: async () => {
      await control.inject({ path: `${api}/ContractServices/query`, fault: { kind: 'lost-page' }, times: 1 });
    },
    // Rows in no order and pages without links cannot be read on.
    clamp: (largestPage) => control.switchAutotask({ largestPage, nextLinks: 'absent', rowOrder: 'by-id' }),
    withdraw: async (right) => {
      await user({ [levels[right]]: 'Restricted' });
    },
    calm: async () => {
      await control.clear();
      await control.switchAutotask({ largestPage: null, nextLinks: 'given', rowOrder: 'shuffled' });
      await user({ Companies: 'All', Contracts: 'All', Services: 'All', BillingItems: 'All' });
    },
    calls: async () => {
      const calls = await autotaskCalls(stage);
      return { all: calls.length, notReads: calls.filter(({ write }) => write !== null).length };
    },
    invoices: {
      truth: async () => invoicesIn(await stage.scenario()),
      correct: async (some) => {
        const [one, other] = some.filter(({ lines }) => Number(lines?.[0]?.amount) > 0);
        const credited = {
          contractID: Number(one!.agreementId),
          contractServiceID: Number(one!.lines![0]!.lineId),
        };
        await control.editAutotask({
          kind: 'billing',
          voided: [Number(other!.id)],
          credits: [{ id: 9_000_000_000, ...credited, day: one!.day, units: -2 }],
        });
      },
      withdraw: async () => {
        await user({ BillingItems: 'Restricted' });
      },
    },
    writes: writesUnderTest(stage),
    lineChanges: lineChangesUnderTest(stage),
    secrets: [credential.userName, credential.secret, credential.integrationCode],
    close: () => stage.close(),
  };
}

const writeFaults: Readonly<Record<PsaWriteTrouble, FaultOrder['fault']>> = {
  'server-fault': { kind: 'status', status: 503 },
  silence: { kind: 'hang' },
  reset: { kind: 'reset' },
  'cut-answer': { kind: 'cut-body' },
  'done-answer-lost': { kind: 'done-answer-lost' },
  'done-gateway-fault': { kind: 'done-status', status: 504 },
  'in-use': { kind: 'status', status: 409, text: 'The record is in use.' },
  'too-many-requests': { kind: 'status', status: 429, retryAfter: 30 },
  'keys-rejected': { kind: 'status', status: 401 },
  'rejected-with-words': { kind: 'status', status: 500, text: 'The contract is locked.' },
  'rejected-by-a-page': { kind: 'status', status: 405, body: 'html' },
  // An adjustment's answer names no line and no units: these are answers to something else.
  'another-line-answered': { kind: 'json', body: { item: { id: 1 } } },
  'another-quantity-answered': { kind: 'json', body: { itemId: 'soon' } },
  'unreadable-answer': { kind: 'status', status: 200, body: 'html' },
};

/** A line of 41 units on a new monthly contract, and the first day of its next open period. */
async function freshLine({ control, scenario }: Stage) {
  const { contracts, contractServices } = await scenario();
  const model = contracts.find(
    ({ contractPeriodType, endDate }) => contractPeriodType === 'm' && endDate > today,
  )!;
  const contract = (await control.editAutotask({ kind: 'contract', copyOf: model.id })).id;
  const changes = { contractID: contract, steps: [{ day: model.startDate, units: 41 }] };
  const line = await control.editAutotask({
    kind: 'contract-service',
    copyOf: contractServices[0]!.id,
    changes,
  });
  const day = firstOpenDay(model, today)!;
  expect(isPeriodStart(model, day)).toBe(true);
  const ref = { agreementId: String(contract), lineId: String(line.id) };
  return { ref, companyId: String(model.companyID), quantity: 41, parentId: null, day };
}

function writesUnderTest(stage: Stage): PsaWritesUnderTest {
  const { sandbox, control, outbound } = stage;
  const credential = sandbox.credentials.autotask;
  const clientWith = (keys: Partial<AutotaskCredential>) =>
    createAutotask({ outbound, credential: { ...credential, ...keys }, settings: quick });
  const editors: Readonly<Record<PsaEdit, (ref: LineRef) => AutotaskEditOrder | Promise<AutotaskEditOrder>>> =
    {
      'end the agreement': ({ agreementId }) => ({
        kind: 'contract',
        id: Number(agreementId),
        changes: { endDate: '2024-12-31', status: 0 },
      }),
      'delete the line': ({ lineId }) => ({ kind: 'contract-service', id: Number(lineId), remove: true }),
      'move the line': async ({ lineId }) => ({
        kind: 'contract-service',
        id: Number(lineId),
        changes: { contractID: (await stage.scenario()).contracts[0]!.id },
      }),
      'delete the agreement': ({ agreementId }) => ({
        kind: 'contract',
        id: Number(agreementId),
        remove: true,
      }),
    };
  return {
    client: () => clientWith({}),
    readOnlyClient: () =>
      clientWith({ userName: 'seatwise-read@harborlane.test', secret: 'Sandbox-Secret-seatwise-read-1' }),
    line: () => freshLine(stage),
    trouble: async ({ agreementId }, kind) => {
      const path = `${api}/Contracts/${agreementId}/ServiceAdjustments`;
      await control.inject({ vendor: 'autotask', method: 'POST', path, fault: writeFaults[kind] });
    },
    edit: async (ref, edit) => {
      await control.editAutotask(await editors[edit](ref));
    },
    mixUpCompany: async (companyId) => {
      const { contracts } = await stage.scenario();
      const other = contracts.find(
        ({ companyID, contractType }) => contractType === 7 && String(companyID) !== companyId,
      )!.companyID;
      const fault = { kind: 'other-company', companyId: other } as const;
      await control.inject({ path: `${api}/Contracts/query`, fault });
    },
    calm: async () => {
      await control.clear();
    },
    written: async ({ lineId }) => {
      const requestLog = await control.requestLog();
      return {
        requests: requestLog.filter(
          (entry) => entry.kind === 'request' && entry.write?.lineId === Number(lineId),
        ).length,
        changes: requestLog
          .filter((entry) => entry.kind === 'change')
          .filter(({ by, id, field }) => by === 'api' && id === lineId && field.startsWith('units from '))
          .map(({ before, after }) => ({ before, after })),
      };
    },
    secrets: [credential.userName, credential.secret, credential.integrationCode],
  };
}

function lineChangesUnderTest(stage: Stage): LineChangesUnderTest {
  const { control, scenario } = stage;
  return {
    kind: autotask,
    agreement: async () => {
      const { ref, companyId, day } = await freshLine(stage);
      const { services, contractServices } = await scenario();
      const { id, name, unitPrice } = services.find(
        (one) => one.unitPrice !== null && one.id !== contractServices[0]!.serviceID,
      )!;
      return {
        agreementId: ref.agreementId,
        companyId,
        productId: String(id),
        productIdentifier: name,
        price: String(unitPrice),
        firstBilledDay: day,
      };
    },
    lineToEnd: async () => {
      const line = await freshLine(stage);
      return { ...line, lastBilledDay: addDays(line.day, -1) };
    },
    troubleCreation: async (agreementId, kind) => {
      const path = `${api}/Contracts/${agreementId}/Services`;
      const fault: FaultOrder['fault'] =
        kind === 'acts-late' ? { kind: 'late-effect', afterMs: 60_000 } : writeFaults[kind];
      await control.inject({ vendor: 'autotask', method: 'POST', path, fault });
    },
    release: async () => {
      await control.releaseLateEffects();
    },
    failLists: async () => {
      await control.inject({ path: `${api}/ContractServices/query`, fault: { kind: 'status', status: 500 } });
    },
    sent: async (agreementId) =>
      (await autotaskCalls(stage)).filter(
        ({ write, path }) => write !== null && path.startsWith(`${api}/Contracts/${agreementId}/`),
      ),
    lines: async (agreementId) =>
      (await scenario()).contractServices
        .filter(({ contractID }) => String(contractID) === agreementId)
        .map(({ id, steps }) => {
          const last = steps.at(-1)!;
          const ended = last.units === 0 && steps.length > 1;
          return {
            lineId: String(id),
            units: steps.findLast(({ units }) => units > 0)?.units ?? 0,
            lastBilledDay: ended ? addDays(last.day, -1) : null,
          };
        }),
    rest: async (lineId) => {
      const { contractServices, ...others } = await scenario();
      return { ...others, contractServices: contractServices.filter(({ id }) => String(id) !== lineId) };
    },
  };
}

describePsaContract('Autotask', underTest);
