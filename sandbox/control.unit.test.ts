import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSandboxControl, type SandboxControl } from './control-client.ts';
import type { ChangeEntry } from './request-log.ts';
import { startSandbox, type Sandbox } from './server.ts';
import { signedRequest } from './testing/signed-request.ts';
import { tinyScenario } from './testing/tiny-scenario.ts';
import { callOverTls } from './testing/tls-call.ts';

const ALPHA_ID = 'DAALPHA0000000000000';

let dir: string;
let sandbox: Sandbox;
let control: SandboxControl;

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'sandbox-'));
  sandbox = await startSandbox({ dir, ownScenario: tinyScenario() });
  control = createSandboxControl(sandbox.control);
});
afterEach(async () => {
  await sandbox.close();
  rmSync(dir, { recursive: true });
});

async function changes(): Promise<ChangeEntry[]> {
  return (await control.requestLog()).filter((entry) => entry.kind === 'change');
}

async function usersOverTheApi(): Promise<{ user_id: string; status: string }[]> {
  const request = signedRequest(sandbox.credentials.accountsApi, {
    method: 'GET',
    host: 'api-0000bbbb.duosecurity.test',
    path: '/admin/v1/users',
    parameters: { account_id: ALPHA_ID },
  });
  const { body } = await callOverTls(sandbox, request);
  return (JSON.parse(body.toString('utf8')) as { response: { user_id: string; status: string }[] }).response;
}

describe('the control API', () => {
  it('needs its key', async () => {
    const stranger = createSandboxControl({ url: sandbox.control.url, key: 'guess' });
    await expect(stranger.state()).rejects.toThrow('401');
  });

  it('tells the state with counts and credentials', async () => {
    expect(await control.state()).toMatchObject({
      scenario: 'tiny',
      act: 1,
      hasSecondAct: false,
      credentials: sandbox.credentials,
      counts: { children: 3, users: 11, companies: 5, agreements: 1, lines: 1, products: 1 },
    });
  });

  it('rejects unknown fields, unknown objects, and a second act that is not there', async () => {
    await expect(control.switchDuo({ nonsense: 1 } as never)).rejects.toThrow('400');
    await expect(control.changeLine(999, { quantity: 1 })).rejects.toThrow('404');
    await expect(control.changeDuoUsers('DANOBODY', { action: 'add' })).rejects.toThrow('404');
    await expect(control.actTwo()).rejects.toThrow('409');
    expect(await changes()).toEqual([]);
  });
});

describe('changes on the Duo side', () => {
  it('users are added, trashed, restored and removed, each logged as made by a person', async () => {
    const [added] = await control.changeDuoUsers(ALPHA_ID, { action: 'add', names: ['Ada Byron'] });
    const [trashed] = await control.changeDuoUsers(ALPHA_ID, { action: 'trash', userIds: [added!] });
    expect(trashed).toBe(added);
    expect(await changes()).toMatchObject([
      {
        by: 'person',
        object: 'duo.user',
        id: added,
        field: '*',
        before: null,
        after: { realname: 'Ada Byron' },
      },
      {
        by: 'person',
        object: 'duo.user',
        id: added,
        field: 'status',
        before: 'active',
        after: 'pending deletion',
      },
    ]);
    expect((await usersOverTheApi()).find((user) => user.user_id === added)?.status).toBe('pending deletion');
    expect(await control.changeDuoUsers(ALPHA_ID, { action: 'restore', count: 2 })).toHaveLength(2);
    await expect(control.changeDuoUsers(ALPHA_ID, { action: 'restore' })).rejects.toThrow('409');
    await control.changeDuoUsers(ALPHA_ID, { action: 'remove', userIds: [added!] });
    expect(await usersOverTheApi()).toHaveLength(7);
  });

  it('accounts come, change and go; the parent stays', async () => {
    const child = await control.addDuoAccount({ name: 'Juniper', users: 9 });
    expect(child).toMatchObject({ name: 'Juniper', userCounts: { active: 9 } });
    expect([child.accountId.length, child.accountId.slice(0, 2)]).toEqual([20, 'DA']);
    await control.changeDuoAccount(child.accountId, { name: 'Juniper Books', hangs: true });
    expect((await control.duoAccounts()).children.at(-1)).toMatchObject({
      name: 'Juniper Books',
      hangs: true,
    });
    await control.changeDuoAccount(child.accountId, { remove: true });
    expect((await control.duoAccounts()).children).toHaveLength(3);
    await expect(control.changeDuoAccount('DAPARENT000000000000', { remove: true })).rejects.toThrow('409');
  });

  it('keys lose grants, are disabled, and are made for a child', async () => {
    const { integrationKey } = sandbox.credentials.accountsApi;
    await control.changeDuoKey(integrationKey, { grants: { readResource: false } });
    expect(await changes()).toMatchObject([{ object: 'duo.key', id: integrationKey, field: 'grants' }]);
    const key = await control.addDuoKey('admin-api', ALPHA_ID);
    expect(key.apiHostname).toBe('api-0000bbbb.duosecurity.test');
    const request = signedRequest(key, { method: 'GET', host: key.apiHostname, path: '/admin/v1/users' });
    expect((await callOverTls(sandbox, request)).status).toBe(200);
    await control.changeDuoKey(key.integrationKey, { enabled: false });
    expect((await callOverTls(sandbox, request)).status).toBe(401);
    expect(JSON.stringify(await changes())).not.toContain(key.secretKey);
  });
});

describe('changes on the PSA side', () => {
  it('a person edits a line', async () => {
    expect(await control.changeLine(20, { quantity: 35 })).toMatchObject({
      quantity: 35,
      updatedBy: 'jmiller',
    });
    const edits = (await changes()).filter(({ field }) => field === 'quantity');
    expect(edits).toMatchObject([
      { by: 'person', object: 'connectwise.addition', id: '20', before: 5, after: 35 },
    ]);
  });

  it('objects are copied, renamed everywhere, and removed', async () => {
    const agreement = await control.addAgreement(10, { companyId: 2, name: 'Second' });
    const line = await control.addLine(20, { agreementId: agreement.id, quantity: 3 });
    await control.changeCompany(2, { name: 'Renamed' });
    await control.changeLine(20, { remove: true });
    const connectwise = await control.scenarioOf('connectwise');
    expect(connectwise.agreements.find(({ id }) => id === agreement.id)?.company.name).toBe('Renamed');
    expect(connectwise.additions).toEqual([line]);
  });

  it('rights of the API member and the codebase change', async () => {
    await control.changeRights('public', { catalog: false });
    await control.changePsaServer({ codebase: 'v2026_1/' });
    const { members, codebase } = await control.scenarioOf('connectwise');
    expect([members[0]!.rights, codebase]).toEqual([
      { companies: true, agreementsInquire: true, agreementsEdit: true, catalog: false },
      'v2026_1/',
    ]);
  });

  it('an invoice moves the next invoice date one cycle on', async () => {
    expect(await control.makeInvoice([10])).toMatchObject([
      { field: 'nextInvoiceDate', before: '2040-01-01', after: '2040-02-01' },
    ]);
    expect(await control.undoInvoice([10])).toMatchObject([
      { field: 'nextInvoiceDate', before: '2040-02-01', after: '2040-01-01' },
    ]);
    await expect(control.undoInvoice([])).rejects.toThrow('400');
  });

  it('what is not public about ConnectWise is a switch', async () => {
    await control.switchPsa({ canceledLines: 'written' });
    expect((await control.scenarioOf('connectwise')).switches).toEqual({
      largestPage: null,
      nextLinks: 'given',
      canceledLines: 'written',
      endedAgreements: 'rejected',
      lineTimestamps: 'given',
    });
    expect(await changes()).toMatchObject([{ object: 'connectwise.switches', field: 'canceledLines' }]);
  });
});

describe('scenarios over a restart', () => {
  const restart = async (
    options: { scenario?: 'typical' | 'small'; persist?: boolean } = {},
  ): Promise<void> => {
    await sandbox.close();
    sandbox = await startSandbox({ dir, ...options });
    control = createSandboxControl(sandbox.control.file);
  };

  it('an untouched scenario comes back by its recipe, a changed one with its changes, act two included', async () => {
    await restart({ scenario: 'small' });
    const before = await control.scenario();
    const caBefore = readFileSync(sandbox.caFile, 'utf8');
    await restart();
    expect(await control.scenario()).toEqual(before);
    expect(readFileSync(sandbox.caFile, 'utf8')).toBe(caBefore);
    const { accountId } = (await control.duoAccounts()).children[0]!;
    await control.changeDuoAccount(accountId, { name: 'Renamed by hand' });
    await restart();
    expect((await control.duoAccounts()).children[0]!.name).toBe('Renamed by hand');
    expect((await control.state()).scenario).toBe('small');
  });

  it('another scenario starts afresh and takes its credentials along', async () => {
    await restart({ scenario: 'small' });
    await control.inject({ fault: { kind: 'hang' } });
    const state = await control.loadScenario('typical');
    expect(state).toMatchObject({ scenario: 'typical', act: 1, hasSecondAct: true, faults: 0 });
    expect(state.credentials).toEqual(sandbox.credentials);
    expect(JSON.parse(readFileSync(sandbox.control.file, 'utf8')).credentials).toEqual(state.credentials);
    expect(await control.actTwo()).toMatchObject({ act: 2, hasSecondAct: false });
    await expect(control.actTwo()).rejects.toThrow('409');
    await restart();
    expect(await control.state()).toMatchObject({ scenario: 'typical', act: 2, hasSecondAct: false });
  });

  it('keeps nothing when told so', async () => {
    await restart({ scenario: 'small', persist: false });
    await control.changeDuoAccount((await control.duoAccounts()).children[0]!.accountId, { name: 'Renamed' });
    expect(existsSync(join(dir, 'sandbox-scenario.json'))).toBe(false);
  });

  it('recreates an untouched scenario in a later month, so that its invoices still lie ahead', async () => {
    await sandbox.close();
    const at = (day: string) => ({
      dir,
      scenario: 'small' as const,
      now: () => new Date(`${day}T12:00:00Z`),
    });
    const firstInvoices = async (day: string): Promise<string[]> => {
      sandbox = await startSandbox(at(day));
      const connectwise = await createSandboxControl(sandbox.control).scenarioOf('connectwise');
      const dates = connectwise.agreements.flatMap(({ nextInvoiceDate }) => nextInvoiceDate ?? []);
      return dates.sort().slice(0, 1);
    };
    expect(await firstInvoices('2031-03-10')).toEqual(['2031-04-01']);
    await sandbox.close();
    expect(await firstInvoices('2031-03-20')).toEqual(['2031-04-01']);
    await sandbox.close();
    expect(await firstInvoices('2031-07-02')).toEqual(['2031-08-01']);
  });
});
