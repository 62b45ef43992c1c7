import { readFileSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import type { z } from 'zod';
import type {
  DuoAccountSummary,
  duoAccountChangesSchema,
  duoKeyChangesSchema,
  duoSwitchesSchema,
  duoUsersActionSchema,
  newDuoAccountSchema,
} from './control/duo-routes.ts';
import type { AutotaskEditOrder, autotaskSwitchesSchema } from './control/autotask-edit.ts';
import type {
  agreementChangesSchema,
  companyChangesSchema,
  invoiceChangesSchema,
  lineChangesSchema,
  productChangesSchema,
  rightsSchema,
} from './control/psa-edits.ts';
import type { haloApplicationChanges, haloChanges } from './control/halopsa-edits.ts';
import type { haloServerSchema, haloSwitchesSchema } from './control/halopsa-routes.ts';
import type { psaServerChangesSchema, psaSwitchesSchema } from './control/psa-routes.ts';
import type { SandboxState } from './control/sandbox-routes.ts';
import type { FaultOrder } from './fault-kinds.ts';
import type { FaultState } from './faults.ts';
import { type ChangeEntry, isDecided, type RequestLogEntry } from './request-log.ts';
import type { MomentOrder, MomentState } from './edit-moments.ts';
import type {
  HaloClient,
  HaloCreatedInvoice,
  HaloInvoice,
  HaloItem,
  HaloLicence,
  HaloLine,
} from './halopsa/scenario.ts';
import type { SandboxCredentials } from './credentials.ts';
import type { ContractRule } from './contract-rules.ts';
import type { PsaName, VendorName } from './vendor-names.ts';
import type { ScenarioName } from '../domain/scenarios.ts';
import type {
  DuoKey,
  DuoUser,
  OtherInstance,
  PsaAddition,
  PsaAgreement,
  PsaCompany,
  PsaInvoice,
  PsaProduct,
  Scenario,
} from './scenario.ts';

/** Where the control API listens and what opens it; `sandbox-control.json` holds both. */
export interface ControlAddress {
  readonly url: string;
  readonly key: string;
}

type DuoAccounts = { readonly parent: DuoAccountSummary; readonly children: readonly DuoAccountSummary[] };
export type ScenarioData = Omit<Scenario, 'secondAct'>;

/** Every control call, typed. A rejection throws an Error that carries the sandbox's own words. */
export interface SandboxControl {
  state(): Promise<SandboxState>;
  /** The whole scenario, secrets included: for assertions on effects. */
  scenario(): Promise<ScenarioData>;
  /** One vendor's side of it. */
  scenarioOf<V extends VendorName>(vendor: V): Promise<Scenario[V]>;
  /** What the contracts of the scenario say, as billing rules with the IDs of a PSA. */
  billingRules(psa: PsaName): Promise<readonly ContractRule[]>;
  /** Entries after `seq` (default: from the beginning). */
  requestLog(seq?: number): Promise<readonly RequestLogEntry[]>;
  /** Simulates another instance of a vendor, moves its own, or replaces its records; with what it is signed in to. */
  addInstance(
    vendor: VendorName,
    kind: 'copy' | 'other' | 'moved' | 'replaced',
  ): Promise<{ readonly name: string; readonly credentials: SandboxCredentials }>;
  /** Every other instance with its PSA state. */
  instances(): Promise<readonly OtherInstance[]>;
  loadScenario(name: ScenarioName, seed?: number): Promise<SandboxState>;
  actTwo(): Promise<SandboxState>;
  /** Moves next invoice dates one cycle on; of the next billing run where no agreements are named. */
  makeInvoice(agreementIds?: readonly number[]): Promise<readonly ChangeEntry[]>;
  /** Moves next invoice dates one cycle back, as when a person deletes the last invoice. */
  undoInvoice(agreementIds: readonly number[]): Promise<readonly ChangeEntry[]>;
  /** Has a person edit the PSA at one moment of one call, exactly once. */
  atMoment(order: MomentOrder): Promise<MomentState>;
  /** Pending, made and failed ones, in the order of injecting. */
  moments(): Promise<readonly MomentState[]>;
  /** One moment by its id, or all; how many were cleared. */
  clearMoments(id?: number): Promise<number>;
  /** Handles the calls that wait for their late effect now; how many. */
  releaseLateEffects(): Promise<number>;
  inject(order: FaultOrder): Promise<FaultState>;
  faults(): Promise<readonly FaultState[]>;
  /** One fault by its id, or all; how many were cleared. */
  clear(id?: number): Promise<number>;
  latency(ms: number): Promise<void>;
  switchDuo(changes: z.input<typeof duoSwitchesSchema>): Promise<void>;
  changeDuoKey(integrationKey: string, changes: z.input<typeof duoKeyChangesSchema>): Promise<void>;
  /** A further key, e.g. an Admin API key of a child. */
  addDuoKey(kind: DuoKey['kind'], accountId: string): Promise<DuoKey>;
  duoAccounts(): Promise<DuoAccounts>;
  addDuoAccount(account: z.input<typeof newDuoAccountSchema>): Promise<DuoAccountSummary>;
  changeDuoAccount(
    accountId: string,
    changes: z.input<typeof duoAccountChangesSchema>,
  ): Promise<DuoAccountSummary>;
  duoUsers(accountId: string): Promise<readonly DuoUser[]>;
  /** Adds, trashes, restores, removes users or sets their status; the ids of those changed. */
  changeDuoUsers(accountId: string, action: z.input<typeof duoUsersActionSchema>): Promise<readonly string[]>;
  addLine(copyOf: number, changes: z.input<typeof lineChangesSchema>): Promise<PsaAddition>;
  changeLine(id: number, changes: z.input<typeof lineChangesSchema>): Promise<PsaAddition>;
  addAgreement(copyOf: number, changes: z.input<typeof agreementChangesSchema>): Promise<PsaAgreement>;
  changeAgreement(id: number, changes: z.input<typeof agreementChangesSchema>): Promise<PsaAgreement>;
  addCompany(copyOf: number, changes: z.input<typeof companyChangesSchema>): Promise<PsaCompany>;
  changeCompany(id: number, changes: z.input<typeof companyChangesSchema>): Promise<PsaCompany>;
  changeInvoice(id: number, changes: z.input<typeof invoiceChangesSchema>): Promise<PsaInvoice>;
  addInvoice(copyOf: number, changes: z.input<typeof invoiceChangesSchema>): Promise<PsaInvoice>;
  changeProduct(id: number, changes: z.input<typeof productChangesSchema>): Promise<PsaProduct>;
  changeRights(publicKey: string, rights: z.input<typeof rightsSchema>): Promise<void>;
  switchPsa(changes: z.input<typeof psaSwitchesSchema>): Promise<void>;
  changePsaServer(changes: z.input<typeof psaServerChangesSchema>): Promise<void>;
  /** What a person does in Autotask; the object as it is then. */
  editAutotask(edit: AutotaskEditOrder): Promise<{ readonly id: number }>;
  switchAutotask(changes: z.input<typeof autotaskSwitchesSchema>): Promise<void>;
  /** HaloPSA's side, as a person changes it. */
  readonly halo: HaloControl;
}

interface HaloControl {
  changeClient(id: number, changes: z.input<typeof haloChanges.clients>): Promise<HaloClient>;
  changeItem(id: number, changes: z.input<typeof haloChanges.items>): Promise<HaloItem>;
  addInvoice(copyOf: number, changes: z.input<typeof haloChanges.invoices>): Promise<HaloInvoice>;
  changeInvoice(id: number, changes: z.input<typeof haloChanges.invoices>): Promise<HaloInvoice>;
  addCreated(copyOf: number, changes: z.input<typeof haloChanges.created>): Promise<HaloCreatedInvoice>;
  changeCreated(id: number, changes: z.input<typeof haloChanges.created>): Promise<HaloCreatedInvoice>;
  addLine(copyOf: number, changes: z.input<typeof haloChanges.lines>): Promise<HaloLine>;
  changeLine(id: number, changes: z.input<typeof haloChanges.lines>): Promise<HaloLine>;
  addLicence(copyOf: number, changes: z.input<typeof haloChanges.licences>): Promise<HaloLicence>;
  changeLicence(id: number, changes: z.input<typeof haloChanges.licences>): Promise<HaloLicence>;
  changeApplication(clientId: string, changes: z.input<typeof haloApplicationChanges>): Promise<void>;
  switch(changes: z.input<typeof haloSwitchesSchema>): Promise<void>;
  changeServer(changes: z.input<typeof haloServerSchema>): Promise<void>;
  /** Recomputes every counted line; returns how many changed. */
  recount(): Promise<number>;
  /** As {@link SandboxControl.makeInvoice}, of recurring invoices. */
  makeInvoice(invoiceIds?: readonly number[]): Promise<readonly ChangeEntry[]>;
}

/** A client for the control API at an address, or at the one written in a `sandbox-control.json`. */
export function createSandboxControl(fileOrAddress: string | ControlAddress): SandboxControl {
  const address =
    typeof fileOrAddress === 'string'
      ? (JSON.parse(readFileSync(fileOrAddress, 'utf8')) as ControlAddress)
      : fileOrAddress;
  const get = <T>(path: string): Promise<T> => call(address, 'GET', path);
  const post = <T>(path: string, body: unknown): Promise<T> => call(address, 'POST', path, body);
  const account = (id: string): string => `/duo/accounts/${encodeURIComponent(id)}`;
  return {
    state: () => get('/state'),
    scenario: () => get('/scenario'),
    scenarioOf: (vendor) => get(`/scenario/${vendor}`),
    billingRules: async (psa) =>
      (await get<{ rules: readonly ContractRule[] }>(`/billing-rules/${psa}`)).rules,
    requestLog: requestLogReader((seq) => get(`/request-log?after=${seq}`)),
    addInstance: (vendor, kind) => post('/instances', { vendor, kind }),
    instances: async () => (await get<{ instances: readonly OtherInstance[] }>('/instances')).instances,
    loadScenario: (name, seed) => post('/scenario', { name, seed }),
    actTwo: () => post('/act-two', {}),
    makeInvoice: async (agreementIds) =>
      (await post<{ changes: readonly ChangeEntry[] }>('/make-invoice', { agreementIds })).changes,
    undoInvoice: async (agreementIds) =>
      (await post<{ changes: readonly ChangeEntry[] }>('/undo-invoice', { agreementIds })).changes,
    atMoment: (order) => post('/moments', order),
    moments: async () => (await get<{ moments: readonly MomentState[] }>('/moments')).moments,
    clearMoments: async (id) => {
      const path = id === undefined ? '/moments' : `/moments/${id}`;
      return (await call<{ cleared: number }>(address, 'DELETE', path)).cleared;
    },
    releaseLateEffects: async () => (await post<{ released: number }>('/late-effects/release', {})).released,
    inject: (order) => post('/faults', order),
    faults: async () => (await get<{ faults: readonly FaultState[] }>('/faults')).faults,
    clear: async (id) => {
      const path = id === undefined ? '/faults' : `/faults/${id}`;
      return (await call<{ cleared: number }>(address, 'DELETE', path)).cleared;
    },
    latency: (ms) => post('/latency', { ms }),
    switchDuo: (changes) => post('/duo/switches', changes),
    changeDuoKey: (integrationKey, changes) => post('/duo/keys', { integrationKey, changes }),
    addDuoKey: (kind, accountId) => post('/duo/keys/new', { kind, accountId }),
    duoAccounts: () => get('/duo/accounts'),
    addDuoAccount: (wanted) => post('/duo/accounts', wanted),
    changeDuoAccount: (accountId, changes) => post(account(accountId), changes),
    duoUsers: async (accountId) =>
      (await get<{ users: readonly DuoUser[] }>(`${account(accountId)}/users`)).users,
    changeDuoUsers: async (accountId, action) =>
      (await post<{ userIds: readonly string[] }>(`${account(accountId)}/users`, action)).userIds,
    addLine: (copyOf, changes) => post('/psa/lines', { copyOf, changes }),
    changeLine: (id, changes) => post(`/psa/lines/${id}`, changes),
    addAgreement: (copyOf, changes) => post('/psa/agreements', { copyOf, changes }),
    changeAgreement: (id, changes) => post(`/psa/agreements/${id}`, changes),
    addCompany: (copyOf, changes) => post('/psa/companies', { copyOf, changes }),
    changeCompany: (id, changes) => post(`/psa/companies/${id}`, changes),
    changeInvoice: (id, changes) => post(`/psa/invoices/${id}`, changes),
    addInvoice: (copyOf, changes) => post('/psa/invoices', { copyOf, changes }),
    changeProduct: (id, changes) => post(`/psa/products/${id}`, changes),
    changeRights: (publicKey, rights) => post(`/psa/members/${encodeURIComponent(publicKey)}`, rights),
    switchPsa: (changes) => post('/psa/switches', changes),
    changePsaServer: (changes) => post('/psa/server', changes),
    editAutotask: (edit) => post('/autotask/edits', edit),
    switchAutotask: (changes) => post('/autotask/switches', changes),
    halo: {
      changeClient: (id, changes) => post(`/halopsa/clients/${id}`, changes),
      changeItem: (id, changes) => post(`/halopsa/items/${id}`, changes),
      addInvoice: (copyOf, changes) => post('/halopsa/invoices', { copyOf, changes }),
      changeInvoice: (id, changes) => post(`/halopsa/invoices/${id}`, changes),
      addCreated: (copyOf, changes) => post('/halopsa/created-invoices', { copyOf, changes }),
      changeCreated: (id, changes) => post(`/halopsa/created-invoices/${id}`, changes),
      addLine: (copyOf, changes) => post('/halopsa/lines', { copyOf, changes }),
      changeLine: (id, changes) => post(`/halopsa/lines/${id}`, changes),
      addLicence: (copyOf, changes) => post('/halopsa/licences', { copyOf, changes }),
      changeLicence: (id, changes) => post(`/halopsa/licences/${id}`, changes),
      changeApplication: (clientId, changes) =>
        post(`/halopsa/applications/${encodeURIComponent(clientId)}`, changes),
      switch: (changes) => post('/halopsa/switches', changes),
      changeServer: (changes) => post('/halopsa/server', changes),
      recount: async () => (await post<{ counted: number }>('/halopsa/recount', {})).counted,
      makeInvoice: async (invoiceIds) =>
        (await post<{ changes: readonly ChangeEntry[] }>('/halopsa/make-invoice', { invoiceIds })).changes,
    },
  };
}

interface RequestLogPage {
  readonly requestLogId: string;
  readonly entries: readonly RequestLogEntry[];
}

/** What is decided is asked for once: a reading costs what is new, however long the request log has become. */
function requestLogReader(after: (seq: number) => Promise<RequestLogPage>): SandboxControl['requestLog'] {
  let known: RequestLogPage = { requestLogId: '', entries: [] };
  return async (seq = 0) => {
    const { requestLogId, entries: decided } = known;
    if (seq > decided.length) return (await after(seq)).entries;
    const page = await after(decided.length);
    const isSame = page.requestLogId === requestLogId || decided.length === 0;
    const entries = isSame ? [...decided, ...page.entries] : (await after(0)).entries;
    const open = entries.findIndex((entry) => !isDecided(entry));
    known = { requestLogId: page.requestLogId, entries: open < 0 ? entries : entries.slice(0, open) };
    return entries.slice(seq);
  };
}

/** One call. The answer's shape is taken on trust: both ends are this folder. */
function call<T>(address: ControlAddress, method: string, path: string, body?: unknown): Promise<T> {
  return new Promise((resolve, reject) => {
    const outgoing = httpRequest(
      new URL(path, address.url),
      {
        method,
        agent: false,
        headers: { authorization: `Bearer ${address.key}`, 'content-type': 'application/json' },
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => {
          const text = Buffer.concat(chunks).toString('utf8');
          if (response.statusCode === 200) resolve(JSON.parse(text) as T);
          else reject(new Error(`Sandbox control ${method} ${path}: ${response.statusCode ?? 0} ${text}`));
        });
      },
    );
    outgoing.on('error', reject);
    outgoing.end(body === undefined ? undefined : JSON.stringify(body));
  });
}
