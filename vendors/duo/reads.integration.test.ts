import { rendered } from '../../test/texts/rendered.ts';
import { detailOf, scopeOf } from './failures.ts';
import type { AccountUsersRead } from './account-users.ts';
import { duoBudgetKey } from './caller.ts';
import { vendorCalls } from './calls.ts';
import { startDuoAgainstSandbox, type DuoAgainstSandbox } from './testing/duo-against-sandbox.ts';

let duo: DuoAgainstSandbox;
const never = new AbortController().signal;

beforeAll(async () => {
  duo = await startDuoAgainstSandbox();
});
beforeEach(() => duo.mark());
afterEach(async () => {
  await duo.control.switchDuo({ lastPage: 'null', totalObjects: 'with-pending', largestPage: 300 });
  await duo.control.clear();
});
afterAll(() => duo.close());

function statuses(result: AccountUsersRead): Record<string, number> {
  if (result.kind !== 'counted') throw new Error(JSON.stringify(result));
  const counts: Record<string, number> = {};
  for (const { status } of result.users) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}

describe('a fault-free read', () => {
  it('of all accounts makes exactly the calls of architecture.md 8, all of the closed list', async () => {
    // Patient, so that a busy machine does not make it ask twice.
    const client = duo.build({ readTimeoutMs: 5_000 });
    const list = await client.listAccounts(duo.key('accountsApi'), never);
    if (list.kind !== 'listed') throw new Error(list.kind);
    expect(list.accounts).toHaveLength(60);
    expect(list.accounts.filter(({ host }) => !host.ok).map(({ host }) => !host.ok && host.code)).toEqual([
      'VendorHostMissing',
    ]);
    const adminKey = duo.key('adminApi');
    const reads = [await client.readAccountUsers(adminKey, { kind: 'parent' }, never)];
    for (const { accountId, name, apiHostname: host } of list.accounts) {
      if (name?.startsWith('Pinecrest') === true) continue;
      reads.push(
        await client.readAccountUsers(
          duo.key('accountsApi'),
          { kind: 'child', accountId, apiHostname: host },
          never,
        ),
      );
    }
    const counted = reads.filter((one) => one.kind === 'counted');
    const seats = counted.flatMap(({ users }) => users).filter(({ status }) => status !== 'pending deletion');
    expect([counted.length, seats.length]).toEqual([58, 1_800]);
    // 58 readable accounts, one of them with two pages, and the list.
    expect(list.calls + counted.reduce((sum, { calls }) => sum + calls, 0)).toBe(60);
    const known = new Set(Object.values(vendorCalls).map(({ method, path }) => `${method} ${path}`));
    const made = await duo.requests();
    expect(made.filter(({ method, path }) => !known.has(`${method} ${path}`))).toEqual([]);
    expect(duo.told.taken).toHaveLength(made.length);
    expect(new Set(duo.told.taken)).toEqual(
      new Set([duoBudgetKey(duo.key('accountsApi')), duoBudgetKey(adminKey)]),
    );
  });

  it('returns every user with its raw status', async () => {
    const result = await duo.read('Bluewater Dental');
    expect(statuses(result)).toEqual({
      active: 31,
      bypass: 4,
      disabled: 3,
      'locked out': 2,
      'pending deletion': 5,
    });
    expect(result).toMatchObject({
      proof: { totalObjects: 45, uniqueIds: 45, pendingDeletion: 5, flags: [] },
    });
  });

  it('follows pages however they are clamped and ended, and reports each', async () => {
    await duo.control.switchDuo({ largestPage: 100, lastPage: 'absent' });
    const pages: number[] = [];
    const result = await duo.client.readAccountUsers(
      duo.key('accountsApi'),
      await duo.child('Castellan Law'),
      never,
      {
        onPage: ({ listed }) => pages.push(listed),
      },
    );
    expect(result).toMatchObject({
      kind: 'counted',
      proof: { pages: 4, uniqueIds: 344, flags: [] },
      calls: 4,
    });
    expect(pages).toEqual([100, 200, 300, 344]);
  });

  it('is complete with either form of the total, and flagged', async () => {
    await duo.control.switchDuo({ totalObjects: 'without-pending' });
    expect(await duo.read('Bluewater Dental')).toMatchObject({
      kind: 'counted',
      proof: { flags: ['more-than-total'] },
    });
    await duo.control.switchDuo({ totalObjects: 'absent' });
    expect(await duo.read('Bluewater Dental')).toMatchObject({
      kind: 'counted',
      proof: { flags: ['total-absent'] },
      calls: 1,
    });
  });

  it('of an account without users is a complete zero', async () => {
    expect(await duo.read('Northgate School')).toMatchObject({ kind: 'counted', users: [], calls: 1 });
  });

  it('shows one user less after Trash, the same total after restoring', async () => {
    const { accountId } = await duo.child('Fernhill');
    const userIds = await duo.control.changeDuoUsers(accountId, { action: 'trash', count: 1 });
    expect(statuses(await duo.read('Fernhill'))).toMatchObject({ active: 20, 'pending deletion': 1 });
    await duo.control.changeDuoUsers(accountId, { action: 'restore', userIds: [...userIds] });
    expect(statuses(await duo.read('Fernhill'))['pending deletion']).toBeUndefined();
  });

  it('tells the edition, or that it is not available', async () => {
    const target = await duo.child('Castellan Law');
    expect(await duo.client.readEdition(duo.key('accountsApi'), target, never)).toMatchObject({
      edition: { code: 'PLATFORM' },
    });
    await duo.control.switchDuo({ billingCalls: false });
    expect(await duo.client.readEdition(duo.key('accountsApi'), target, never)).toMatchObject({
      kind: 'not-available',
      calls: 1,
    });
    await duo.control.switchDuo({ billingCalls: true });
  });
});

describe('accounts that cannot be read', () => {
  it('each have their own cause', async () => {
    expect(await duo.read('Pinecrest')).toMatchObject({ kind: 'failed', code: 'VendorTimeout', calls: 3 });
    expect(await duo.read('Fjordline')).toMatchObject({
      kind: 'failed',
      code: 'VendorCrossDeployment',
      calls: 1,
    });
    expect(await duo.read('Old Pilot')).toMatchObject({
      kind: 'failed',
      code: 'VendorHostMissing',
      calls: 0,
    });
  });

  it('with a foreign host never get a call', async () => {
    for (const apiHostname of [
      'api-1.example.com',
      'api-1.duosecurity.test.example.com',
      '127.0.0.1',
      'a/b',
    ]) {
      const target = { ...(await duo.child('Fernhill')), apiHostname };
      expect(await duo.client.readAccountUsers(duo.key('accountsApi'), target, never)).toMatchObject({
        code: 'VendorHostRejected',
        calls: 0,
      });
    }
    expect(await duo.requests()).toEqual([]);
  });

  it('because they were deleted meanwhile are told from a key that Duo no longer knows', async () => {
    const { accountId, apiHostname } = await duo.control.addDuoAccount({ name: 'Short Lived', users: 3 });
    const target = { kind: 'child', accountId, apiHostname } as const;
    expect(await duo.client.readAccountUsers(duo.key('accountsApi'), target, never)).toMatchObject({
      kind: 'counted',
    });
    await duo.control.changeDuoAccount(accountId, { remove: true });
    expect(await duo.client.readAccountUsers(duo.key('accountsApi'), target, never)).toMatchObject({
      code: 'VendorAccountGone',
      calls: 2,
    });
    await duo.control.changeDuoKey(duo.key('accountsApi').integrationKey, { enabled: false });
    const later = duo.build({ listAgainMs: 0 });
    expect(await later.readAccountUsers(duo.key('accountsApi'), target, never)).toMatchObject({
      code: 'VendorKeyUnknown',
    });
    await duo.control.changeDuoKey(duo.key('accountsApi').integrationKey, { enabled: true });
  });
});

describe('a child that rejects the key', () => {
  const listCalls = async (): Promise<number> =>
    (await duo.requests()).filter(({ path }) => path === '/accounts/v1/account/list').length;

  it.each([
    [40101, 'VendorCredentialsNotReceived'],
    [40102, 'VendorKeyUnknown'],
    [40103, 'VendorSignatureRejected'],
    [40105, 'VendorClockSkew'],
  ])(
    'with %i is in trouble by itself while the account list answers to the same key',
    async (code, cause) => {
      const alone = duo.build();
      await duo.control.inject({
        vendor: 'duo',
        path: '/admin/v1/users',
        fault: { kind: 'duo-error', code },
      });
      expect(await duo.read('Fernhill', alone)).toMatchObject({
        code: 'VendorAccountRejectsKey',
        detail: { cause, duoCode: String(code) },
      });
    },
  );

  it('costs one account list a minute, however many reject it', async () => {
    const alone = duo.build();
    await duo.control.inject({
      vendor: 'duo',
      path: '/admin/v1/users',
      fault: { kind: 'duo-error', code: 40103 },
    });
    const names = ['Fernhill', 'Castellan Law', 'Fernhill'];
    const reads = await Promise.all(names.map((name) => duo.read(name, alone)));
    expect(reads.map((read) => read.kind === 'failed' && read.code)).toEqual(
      names.map(() => 'VendorAccountRejectsKey'),
    );
    await duo.read('Fernhill', alone);
    expect(await listCalls()).toBe(1);
    await duo.read('Fernhill', duo.build({ listAgainMs: 0 }));
    expect(await listCalls()).toBe(2);
  });

  it('says what Duo responded for this account alone', async () => {
    await duo.control.inject({
      vendor: 'duo',
      path: '/admin/v1/users',
      fault: { kind: 'duo-error', code: 40103 },
    });
    const read = await duo.read('Fernhill', duo.build());
    if (read.kind !== 'failed') throw new Error(read.kind);
    expect(scopeOf(read)).toBe('account');
    expect(rendered(detailOf(read)!)).toMatch(
      /signature at the host of this account\. Duo responded: .*Invalid signature.*\(40103\)/u,
    );
  });
});

describe('the account list', () => {
  it('that is empty is told from a failing one', async () => {
    await duo.control.inject({
      vendor: 'duo',
      times: 1,
      fault: { kind: 'json', body: { stat: 'OK', response: [] } },
    });
    expect(await duo.client.listAccounts(duo.key('accountsApi'), never)).toEqual({ kind: 'empty', calls: 1 });
    await duo.control.inject({ vendor: 'duo', fault: { kind: 'odd-json', shape: 'wrong-types' } });
    expect(await duo.client.listAccounts(duo.key('accountsApi'), never)).toMatchObject({
      code: 'VendorAnswerUnreadable',
    });
  });

  it('checks each host, and keeps the account whose host is rejected', async () => {
    const account = { account_id: 'DA1', name: 'Odd', api_hostname: 'api-1.example.com' };
    await duo.control.inject({
      vendor: 'duo',
      fault: { kind: 'json', body: { stat: 'OK', response: [account] } },
    });
    expect(await duo.client.listAccounts(duo.key('accountsApi'), never)).toMatchObject({
      kind: 'listed',
      accounts: [{ accountId: 'DA1', host: { ok: false, code: 'VendorHostRejected' } }],
    });
  });
});
