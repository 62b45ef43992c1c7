import { message } from '../../messages/message.ts';
import type { DuoCredential } from './caller.ts';
import { detailOf } from './failures.ts';
import { startDuoAgainstSandbox, type DuoAgainstSandbox } from './testing/duo-against-sandbox.ts';

let duo: DuoAgainstSandbox;
let childHosts: string[];
const never = new AbortController().signal;

beforeAll(async () => {
  duo = await startDuoAgainstSandbox();
  childHosts = (await duo.control.duoAccounts()).children.map(({ apiHostname }) => apiHostname);
});
beforeEach(() => duo.mark());
afterEach(async () => {
  await duo.control.clear();
  await duo.control.switchDuo({ clockOffset: 0, accountsApiEnabled: true });
  const grants = { readResource: true, readInformation: true };
  await duo.control.changeDuoKey(duo.key('adminApi').integrationKey, { grants, enabled: true });
});
afterAll(() => duo.close());

const accounts = (credential: DuoCredential) => duo.client.verifyAccountsApi(credential, never);
const admin = (credential: DuoCredential) =>
  duo.client.verifyAdminApi(credential, duo.key('accountsApi').host, childHosts, never);

describe('an Accounts API credential', () => {
  it('is verified by one call, which also tells the accounts', async () => {
    const typed = {
      ...duo.key('accountsApi'),
      host: ` HTTPS://${duo.key('accountsApi').host.toUpperCase()}/ `,
    };
    const result = await accounts(typed);
    expect(result).toMatchObject({ ok: true, host: duo.key('accountsApi').host, calls: 1 });
    expect(result.ok && result.accounts).toHaveLength(60);
  });

  it.each<[string, Partial<DuoCredential>, string]>([
    ['wrong secret', { secretKey: 'wrong' }, 'VendorSignatureRejected'],
    ['unknown key', { integrationKey: 'DIXXXXXXXXXXXXXXXXXX' }, 'VendorKeyUnknown'],
    ['wrong host', { host: 'api-ffffffff.duosecurity.test' }, 'VendorKeyUnknown'],
  ])('with a %s is rejected with that cause', async (_what, change, code) => {
    expect(await accounts({ ...duo.key('accountsApi'), ...change })).toMatchObject({ ok: false, code });
  });

  it('with a host of another domain is rejected before any call', async () => {
    for (const host of ['api-1.example.com', 'localhost', '169.254.169.254', '']) {
      expect(await accounts({ ...duo.key('accountsApi'), host })).toMatchObject({
        ok: false,
        code: 'VendorHostRejected',
        calls: 0,
      });
    }
    expect(await duo.requests()).toEqual([]);
  });

  it('that is not enabled names the Owner and Duo Support', async () => {
    await duo.control.switchDuo({ accountsApiEnabled: false });
    const result = await accounts(duo.key('accountsApi'));
    expect(result).toMatchObject({ ok: false, code: 'VendorApiNotEnabled' });
    expect(!result.ok && detailOf(result)).toEqual(message('duo.api-not-enabled'));
  });

  it.each([
    { readResource: true, readInformation: true },
    { readResource: true, readInformation: false },
    { readResource: false, readInformation: true },
  ])('that is an Admin API key (%j) is the wrong kind of application', async (grants) => {
    await duo.control.changeDuoKey(duo.key('adminApi').integrationKey, { grants });
    const result = await accounts(duo.key('adminApi'));
    expect(result).toMatchObject({ ok: false, code: 'VendorWrongKindOfApplication' });
    expect(!result.ok && detailOf(result)).toEqual(message('duo.key-of-admin-api'));
  });

  it.each([
    [-3_600, 'duo.clock-ahead'],
    [900, 'duo.clock-behind'],
  ])(
    'under a clock of Duo that differs by %i s is rejected with the measured difference',
    async (clockOffset, id) => {
      await duo.control.switchDuo({ clockOffset });
      const result = await accounts(duo.key('accountsApi'));
      if (result.ok || result.detail.skewSeconds === undefined)
        throw new Error('expected a measured difference');
      expect(result.code).toBe('VendorClockSkew');
      expect(Math.abs(result.detail.skewSeconds + clockOffset)).toBeLessThanOrEqual(2);
      expect(detailOf(result)).toMatchObject({ id });
    },
  );

  it('whose host hangs is a time-out within the time of a verification', async () => {
    await duo.control.inject({ vendor: 'duo', fault: { kind: 'hang' } });
    const started = Date.now();
    expect(await accounts(duo.key('accountsApi'))).toMatchObject({ ok: false, code: 'VendorTimeout' });
    expect(Date.now() - started).toBeLessThan(1_500);
  });
});

describe('an Admin API credential', () => {
  it('is verified with read-resource alone; reading information is a bonus', async () => {
    expect(await admin(duo.key('adminApi'))).toMatchObject({
      ok: true,
      summaryAvailable: true,
      sameHostAsAccountsApi: true,
      totalUsers: 12,
    });
    await duo.control.changeDuoKey(duo.key('adminApi').integrationKey, {
      grants: { readInformation: false },
    });
    expect(await admin(duo.key('adminApi'))).toMatchObject({ ok: true, summaryAvailable: false });
  });

  it('without the grant to read users says so', async () => {
    await duo.control.changeDuoKey(duo.key('adminApi').integrationKey, { grants: { readResource: false } });
    expect(await admin(duo.key('adminApi'))).toMatchObject({ ok: false, code: 'VendorGrantMissing' });
  });

  it('without any grant is rejected with all causes listed', async () => {
    const grants = { readResource: false, readInformation: false };
    await duo.control.changeDuoKey(duo.key('adminApi').integrationKey, { grants });
    expect(await admin(duo.key('adminApi'))).toMatchObject({ ok: false, code: 'VendorAccessRejected' });
  });

  it('that is an Accounts API key is the wrong kind of application', async () => {
    const result = await admin(duo.key('accountsApi'));
    expect(result).toMatchObject({ ok: false, code: 'VendorWrongKindOfApplication' });
    expect(!result.ok && detailOf(result)).toEqual(message('duo.key-of-accounts-api'));
  });

  it('of a child account is rejected before any call', async () => {
    const child = (await duo.control.duoAccounts()).children[0]!;
    const own = await duo.control.addDuoKey('admin-api', child.accountId);
    const credential = {
      integrationKey: own.integrationKey,
      secretKey: own.secretKey,
      host: own.apiHostname,
    };
    expect(await admin(credential)).toMatchObject({ ok: false, code: 'AdminKeyOfChild', calls: 0 });
    expect(await duo.requests()).toEqual([]);
  });

  it('that was deleted in Duo is an unknown key', async () => {
    await duo.control.changeDuoKey(duo.key('adminApi').integrationKey, { enabled: false });
    expect(await admin(duo.key('adminApi'))).toMatchObject({ ok: false, code: 'VendorKeyUnknown' });
  });
});
