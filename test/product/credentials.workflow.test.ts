import { waitFor } from '../../embedded/tour/seatwise-client.ts';
import { active, body, type Connected, runEnds, startSync } from './lifecycle.ts';
import { type Product, startProduct } from './product.ts';
import { journalMark, requestsSince, settled, status } from './set-up-steps.ts';

jest.setTimeout(60_000);

type CredentialSetName = 'accounts-api' | 'admin-api' | 'psa';
interface Entry {
  readonly set: CredentialSetName;
  readonly ok: boolean;
  readonly code: string | null;
  readonly advice: string | null;
  readonly facts: Record<string, unknown>;
}

const steps = (product: Product, { path }: Connected) => ({
  put: async (set: CredentialSetName, fields: unknown): Promise<void> => {
    const answer = await product.client.request('PUT', `${path}/credentials/${set}`, fields);
    expect(answer.status).toBe(200);
  },
  authenticate: async (): Promise<{ status: number; code: string | undefined; entries: readonly Entry[] }> => {
    const answer = await settled(product, 'POST', `${path}/authenticate`);
    const entries = (answer.body['errors'] ?? answer.body['credentials']) as readonly Entry[];
    return { status: answer.status, code: answer.body['code'] as string | undefined, entries };
  },
  /** Fingerprints of what is in use. */
  working: async (): Promise<unknown> => {
    const { items } = body(await product.client.request('GET', `${path}/credentials`)) as {
      items: { set: string; working: { fingerprint: string } | null }[];
    };
    return items.map(({ set, working }) => [set, working?.fingerprint ?? null]);
  },
});

/** The refusal must name every set once, this one with code and advice, the others as good. */
function refusedOnly(
  answer: { readonly status: number; readonly code: string | undefined; readonly entries: readonly Entry[] },
  refused: Partial<Record<CredentialSetName, string>>,
): void {
  expect([answer.status, answer.code]).toEqual([422, 'CredentialsRefused']);
  expect(answer.entries.map(({ set }) => set).sort()).toEqual(['accounts-api', 'admin-api', 'psa']);
  expect(Object.fromEntries(answer.entries.map(({ set, code }) => [set, code]))).toEqual({
    'accounts-api': null,
    'admin-api': null,
    psa: null,
    ...refused,
  });
  for (const entry of answer.entries.filter(({ code }) => code !== null))
    expect(entry.advice?.length ?? 0).toBeGreaterThan(20);
}

describe('credentials before the first success', () => {
  let product: Product;
  let integration: Connected;
  beforeAll(async () => {
    product = await startProduct();
    const answer = await product.client.request('POST', '/integrations', {
      vendor: 'duo',
      module: 'billing',
      psa: 'connectwise',
    });
    const id = body(answer)['id'] as string;
    integration = { id, path: `/integrations/${id}` };
  });
  afterAll(() => product.close());

  it('authenticate with sets missing names each, and no request leaves', async () => {
    const { put } = steps(product, integration);
    const mark = await journalMark(product);
    const missing = async (): Promise<unknown> => {
      const answer = await product.client.request('POST', `${integration.path}/authenticate`, {});
      expect(answer.status).toBe(422);
      expect(body(answer)['code']).toBe('CredentialSetMissing');
      return (body(answer)['errors'] as { code: string; set: string }[]).map(({ code, set }) => [code, set]);
    };
    const entry = (set: string) => ['CredentialSetMissing', set];
    expect(await missing()).toEqual([entry('accounts-api'), entry('admin-api'), entry('psa')]);
    await put('accounts-api', product.credentials.accountsApi);
    expect(await missing()).toEqual([entry('admin-api'), entry('psa')]);
    await put('psa', product.credentials.psa);
    expect(await missing()).toEqual([entry('admin-api')]);
    expect(await requestsSince(product, mark)).toEqual([]);
    expect(await status(product, integration)).toMatchObject({ phase: 'awaiting-credentials' });
  });

  it('a first refusal shows its cause on the indicator and opens nothing; the right secret then does', async () => {
    const { put, authenticate, working } = steps(product, integration);
    await put('admin-api', product.credentials.adminApi);
    await put('accounts-api', { ...product.credentials.accountsApi, secretKey: 'w'.repeat(40) });
    refusedOnly(await authenticate(), { 'accounts-api': 'DuoSignatureRefused' });
    const refused = await status(product, integration);
    expect(refused).toMatchObject({ phase: 'awaiting-credentials', status: 'inactive', gateOne: { open: false } });
    expect(refused['indicators'][0]).toMatchObject({
      part: 'integration',
      status: 'error',
      cause: { code: 'DuoSignatureRefused' },
    });
    expect(await working()).toEqual([
      ['accounts-api', null],
      ['admin-api', null],
      ['psa', null],
    ]);
    await put('accounts-api', product.credentials.accountsApi);
    expect((await authenticate()).status).toBe(200);
    expect((await status(product, integration))['indicators'][0]).toMatchObject({ status: 'pending', cause: null });
  });
});

describe('credentials of a working integration', () => {
  let product: Product;
  let integration: Connected;
  beforeAll(async () => {
    product = await startProduct();
    integration = await active(product);
  });
  afterAll(() => product.close());

  const good = () => ({
    'accounts-api': product.credentials.accountsApi,
    'admin-api': product.credentials.adminApi,
    psa: product.credentials.psa,
  });

  /**
   * Gives one set another candidate, which must be refused with this code while integration and working credentials
   * stay; then puts the good one back, so that the next case stands alone.
   */
  async function refusedCandidate(set: CredentialSetName, fields: unknown, code: string): Promise<Entry> {
    const { put, authenticate, working } = steps(product, integration);
    const [before, phaseBefore] = [await working(), await status(product, integration)];
    await put(set, fields);
    const answer = await authenticate();
    refusedOnly(answer, { [set]: code });
    expect(await working()).toEqual(before);
    const now = await status(product, integration);
    expect([now['phase'], now['status'], now['indicators'][0].status]).toEqual(['active', 'active', 'pending']);
    expect(now['since']).toBe(phaseBefore['since']);
    const shown = body(await product.client.request('GET', `${integration.path}/credentials/${set}`));
    expect(shown['candidate'].cause).toMatchObject({ code });
    await put(set, good()[set]);
    return answer.entries.find((entry) => entry.set === set)!;
  }

  it.each([
    [
      'a wrong secret',
      'accounts-api' as const,
      () => ({ ...good()['accounts-api'], secretKey: 'w'.repeat(40) }),
      'DuoSignatureRefused',
      /secret key/u,
    ],
    [
      'a wrong secret',
      'admin-api' as const,
      () => ({ ...good()['admin-api'], secretKey: 'w'.repeat(40) }),
      'DuoSignatureRefused',
      /secret key/u,
    ],
    [
      'an unknown integration key',
      'accounts-api' as const,
      () => ({ ...good()['accounts-api'], integrationKey: 'DIXXXXXXXXXXXXXXXXXX' }),
      'DuoKeyUnknown',
      /integration key/u,
    ],
    [
      'another host of Duo',
      'accounts-api' as const,
      () => ({ ...good()['accounts-api'], apiHostname: 'api-ffffffff.duosecurity.test' }),
      'DuoKeyUnknown',
      /API hostname/u,
    ],
    [
      'another host of Duo',
      'admin-api' as const,
      () => ({ ...good()['admin-api'], apiHostname: 'api-ffffffff.duosecurity.test' }),
      'DuoKeyUnknown',
      /API hostname/u,
    ],
    [
      'the Admin API key in the Accounts fields',
      'accounts-api' as const,
      () => good()['admin-api'],
      'DuoWrongKindOfApplication',
      /key of an Admin API application/u,
    ],
    [
      'the Accounts API key in the Admin fields',
      'admin-api' as const,
      () => good()['accounts-api'],
      'DuoWrongKindOfApplication',
      /key of an Accounts API application/u,
    ],
    [
      'a wrong company id',
      'psa' as const,
      () => ({ ...good().psa, companyId: 'harborlaine' }),
      'PsaWrongCompanyOrSite',
      /company ID/u,
    ],
    [
      'a wrong private key',
      'psa' as const,
      () => ({ ...good().psa, privateKey: 'wrongwrongwrong' }),
      'PsaSignInRefused',
      /private key/u,
    ],
    [
      'a wrong client id',
      'psa' as const,
      () => ({ ...good().psa, clientId: '00000000-0000-4000-8000-000000000000' }),
      'PsaClientIdRefused',
      /client ID/u,
    ],
  ])('%s as new %s credential is refused with cause and advice', async (_, set, fields, code, advice) => {
    expect((await refusedCandidate(set, fields(), code)).advice).toMatch(advice);
  });

  it('an Admin API key of a child is told from one of the parent', async () => {
    const { children } = await product.control.duoAccounts();
    const key = await product.control.addDuoKey('admin-api', children[0]!.accountId);
    const { integrationKey, secretKey, apiHostname } = key;
    const entry = await refusedCandidate(
      'admin-api',
      { integrationKey, secretKey, apiHostname },
      'AdminKeyOfChild',
    );
    expect(entry.advice).toMatch(/parent account/u);
  });

  it('an Admin API key without the grant to read users is told what to tick', async () => {
    const { parent } = await product.control.duoAccounts();
    const key = await product.control.addDuoKey('admin-api', parent.accountId);
    await product.control.changeDuoKey(key.integrationKey, {
      grants: { readResource: false, readInformation: true },
    });
    const { integrationKey, secretKey, apiHostname } = key;
    const entry = await refusedCandidate(
      'admin-api',
      { integrationKey, secretKey, apiHostname },
      'DuoGrantMissing',
    );
    expect(entry.advice).toMatch(/Grant resource - Read/u);
  });

  it('an Admin API key without any grant: one answer, its causes in order', async () => {
    const { parent } = await product.control.duoAccounts();
    const key = await product.control.addDuoKey('admin-api', parent.accountId);
    await product.control.changeDuoKey(key.integrationKey, {
      grants: { readResource: false, readInformation: false },
    });
    const { integrationKey, secretKey, apiHostname } = key;
    const entry = await refusedCandidate(
      'admin-api',
      { integrationKey, secretKey, apiHostname },
      'DuoAccessRefused',
    );
    expect(entry.advice).toMatch(/Grant resource - Read.*kind.*Owner.*Duo Support.*Networks for API Access/su);
  });

  it('an Admin API key with read-resource alone suffices', async () => {
    const { parent } = await product.control.duoAccounts();
    const { put, authenticate } = steps(product, integration);
    const key = await product.control.addDuoKey('admin-api', parent.accountId);
    await product.control.changeDuoKey(key.integrationKey, {
      grants: { readResource: true, readInformation: false, settings: false },
    });
    const { integrationKey, secretKey, apiHostname } = key;
    await put('admin-api', { integrationKey, secretKey, apiHostname });
    expect((await authenticate()).status).toBe(200);
    await put('admin-api', good()['admin-api']);
    expect((await authenticate()).status).toBe(200);
  });

  it('a gateway that cannot route is reported as wrong company id or site', async () => {
    const fault = await product.control.arm({
      vendor: 'connectwise',
      path: '/v4_6_release',
      fault: { kind: 'status', status: 400, body: 'text', text: 'Cannot route. Codebase/company is invalid' },
    });
    const entry = await refusedCandidate(
      'psa',
      { ...good().psa, site: 'api-other.connectwise.test' },
      'PsaWrongCompanyOrSite',
    );
    await product.control.disarm(fault.id);
    expect(entry.advice).toMatch(/company ID.*site.*Cannot route/su);
  });

  it('ConnectWise verification shows each read right, and the write right as not yet known, by GET alone', async () => {
    const { put, authenticate } = steps(product, integration);
    const mark = await journalMark(product);
    await put('psa', good().psa);
    const answer = await authenticate();
    expect(answer.status).toBe(200);
    const facts = answer.entries.find(({ set }) => set === 'psa')!.facts;
    expect(facts['writeRight']).toBe('not yet known');
    expect(facts['rights']).toEqual(
      ['system', 'companies', 'agreements', 'additions', 'catalogue'].map(
        (right) => expect.objectContaining({ right, ok: true }) as unknown,
      ),
    );
    const asked = await requestsSince(product, mark);
    const psa = asked.filter(({ vendor }) => vendor === 'connectwise');
    expect(psa.length).toBeGreaterThan(3);
    expect([...new Set(psa.map(({ method }) => method))]).toEqual(['GET']);
  });

  it.each([
    ['companies', { companies: false }, 'companies'],
    ['agreements', { agreementsInquire: false }, 'agreements'],
    ['catalogue', { catalog: false }, 'catalogue'],
  ])('a role without the right to read %s is told which right', async (_, rights, right) => {
    const { put, authenticate, working } = steps(product, integration);
    const before = await working();
    await put('psa', good().psa);
    await product.control.changeRights(good().psa.publicKey, rights);
    const answer = await authenticate();
    await product.control.changeRights(good().psa.publicKey, {
      companies: true,
      agreementsInquire: true,
      catalog: true,
    });
    refusedOnly(answer, { psa: 'PsaRightMissing' });
    const entry = answer.entries.find(({ set }) => set === 'psa')!;
    expect(entry.advice).toMatch(/Security Roles/u);
    const shown = entry.facts['rights'] as { right: string; ok: boolean }[];
    expect(shown.filter(({ ok }) => !ok).map((one) => one.right)).toEqual([right]);
    expect(await working()).toEqual(before);
    expect(await status(product, integration)).toMatchObject({ phase: 'active' });
  });

  it('with a wrong candidate waiting, it goes on syncing with its working credential', async () => {
    const { put, authenticate } = steps(product, integration);
    await put('accounts-api', { ...good()['accounts-api'], secretKey: 'w'.repeat(40) });
    await put('psa', { ...good().psa, privateKey: 'wrongwrongwrong' });
    refusedOnly(await authenticate(), { 'accounts-api': 'DuoSignatureRefused', psa: 'PsaSignInRefused' });
    const run = await runEnds(product, await startSync(product, integration));
    expect(run).toMatchObject({ state: 'succeeded' });
    expect(await status(product, integration)).toMatchObject({ phase: 'active' });
    await put('accounts-api', good()['accounts-api']);
    await put('psa', good().psa);
    expect((await authenticate()).status).toBe(200);
  });

  it('403 on account/list says that only an Owner can create the Accounts API and Duo Support must enable it', async () => {
    const { put, authenticate, working } = steps(product, integration);
    const before = await working();
    await put('accounts-api', good()['accounts-api']);
    await product.control.switchDuo({ accountsApiEnabled: false });
    const answer = await authenticate();
    await product.control.switchDuo({ accountsApiEnabled: true });
    refusedOnly(answer, { 'accounts-api': 'DuoAccountsApiNotEnabled' });
    const entry = answer.entries.find(({ set }) => set === 'accounts-api')!;
    expect(entry.advice).toMatch(/Only an Owner of the parent account can create/u);
    expect(entry.advice).toMatch(/Duo Support must enable/u);
    expect(await working()).toEqual(before);
    expect(await status(product, integration)).toMatchObject({ phase: 'active' });
  });

  it('a skewed clock is told as such, with its size, and blames no key', async () => {
    const { put, authenticate, working } = steps(product, integration);
    const before = await working();
    await put('accounts-api', good()['accounts-api']);
    await put('admin-api', good()['admin-api']);
    await product.control.switchDuo({ clockOffset: 900 });
    const answer = await authenticate();
    await product.control.switchDuo({ clockOffset: 0 });
    refusedOnly(answer, { 'accounts-api': 'DuoClockSkew', 'admin-api': 'DuoClockSkew' });
    for (const entry of answer.entries.filter(({ code }) => code === 'DuoClockSkew')) {
      expect(entry.advice).toMatch(/15 minutes|900 seconds/u);
      expect(entry.advice).toMatch(/keys are not at fault/u);
    }
    expect(await working()).toEqual(before);
    expect(await status(product, integration)).toMatchObject({ phase: 'active' });
    expect((await authenticate()).status).toBe(200);
  });

  it('when the working key itself is refused, the integration needs attention until a good one is given', async () => {
    const { put, authenticate } = steps(product, integration);
    const { integrationKey, secretKey } = good()['accounts-api'];
    await product.control.changeDuoKey(integrationKey, { secretKey: 'n'.repeat(40) });
    refusedOnly(await authenticate(), { 'accounts-api': 'DuoSignatureRefused' });
    const needs = await waitFor('the integration to need attention', 10_000, async () => {
      const now = await status(product, integration);
      return now['phase'] === 'needs-attention' ? now : null;
    });
    expect(needs).toMatchObject({ status: 'error', cause: { code: 'DuoSignatureRefused' } });
    await put('accounts-api', { ...good()['accounts-api'], secretKey: 'n'.repeat(40) });
    expect((await authenticate()).status).toBe(200);
    expect(await status(product, integration)).toMatchObject({ phase: 'active', cause: null });
    await product.control.changeDuoKey(integrationKey, { secretKey });
  });
});
