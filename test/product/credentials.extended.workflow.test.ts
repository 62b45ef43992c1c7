import { waitFor } from '../../embedded/tour/seatwise-client.ts';
import {
  type CredentialSetName, credentialSteps, goodCredentials, refusedCandidate, refusedOnly,
} from './credential-steps.ts'; // prettier-ignore
import { active, body, type Connected, runEnds, startSync } from './lifecycle.ts';
import { type Product, startProduct } from './product.ts';
import { journalMark, requestsSince, status } from './set-up-steps.ts';

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
    const { put } = credentialSteps(product, integration);
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
    const { put, authenticate, working } = credentialSteps(product, integration);
    await put('admin-api', product.credentials.adminApi);
    await put('accounts-api', { ...product.credentials.accountsApi, secretKey: 'w'.repeat(40) });
    refusedOnly(await authenticate(), { 'accounts-api': 'VendorSignatureRefused' });
    const refused = await status(product, integration);
    expect(refused).toMatchObject({
      phase: 'awaiting-credentials',
      status: 'inactive',
      gateOne: { open: false },
    });
    expect(refused['indicators'][0]).toMatchObject({
      part: 'integration',
      status: 'error',
      cause: { code: 'VendorSignatureRefused' },
    });
    expect(await working()).toEqual([
      ['accounts-api', null],
      ['admin-api', null],
      ['psa', null],
    ]);
    await put('accounts-api', product.credentials.accountsApi);
    expect((await authenticate()).status).toBe(200);
    expect((await status(product, integration))['indicators'][0]).toMatchObject({
      status: 'pending',
      cause: null,
    });
  });
});

describe('Duo credentials of a working integration', () => {
  let product: Product;
  let integration: Connected;
  beforeAll(async () => {
    product = await startProduct();
    integration = await active(product);
  });
  afterAll(() => product.close());

  const good = () => goodCredentials(product);
  const refused = (set: CredentialSetName, fields: unknown, code: string) =>
    refusedCandidate(product, integration, set, fields, code);

  it.each([
    [
      'a wrong secret',
      'accounts-api' as const,
      () => ({ ...good()['accounts-api'], secretKey: 'w'.repeat(40) }),
      'VendorSignatureRefused',
      /secret key/u,
    ],
    [
      'a wrong secret',
      'admin-api' as const,
      () => ({ ...good()['admin-api'], secretKey: 'w'.repeat(40) }),
      'VendorSignatureRefused',
      /secret key/u,
    ],
    [
      'an unknown integration key',
      'accounts-api' as const,
      () => ({ ...good()['accounts-api'], integrationKey: 'DIXXXXXXXXXXXXXXXXXX' }),
      'VendorKeyUnknown',
      /integration key/u,
    ],
    [
      'another host of Duo',
      'accounts-api' as const,
      () => ({ ...good()['accounts-api'], apiHostname: 'api-ffffffff.duosecurity.test' }),
      'VendorKeyUnknown',
      /API hostname/u,
    ],
    [
      'another host of Duo',
      'admin-api' as const,
      () => ({ ...good()['admin-api'], apiHostname: 'api-ffffffff.duosecurity.test' }),
      'VendorKeyUnknown',
      /API hostname/u,
    ],
    [
      'the Admin API key in the Accounts fields',
      'accounts-api' as const,
      () => good()['admin-api'],
      'VendorWrongKindOfApplication',
      /key of an Admin API application/u,
    ],
    [
      'the Accounts API key in the Admin fields',
      'admin-api' as const,
      () => good()['accounts-api'],
      'VendorWrongKindOfApplication',
      /key of an Accounts API application/u,
    ],
  ])('%s as new %s credential is refused with cause and advice', async (_, set, fields, code, advice) => {
    expect((await refused(set, fields(), code)).advice).toMatch(advice);
  });

  it('an Admin API key of a child is told from one of the parent', async () => {
    const { children } = await product.control.duoAccounts();
    const key = await product.control.addDuoKey('admin-api', children[0]!.accountId);
    const { integrationKey, secretKey, apiHostname } = key;
    const entry = await refused('admin-api', { integrationKey, secretKey, apiHostname }, 'AdminKeyOfChild');
    expect(entry.advice).toMatch(/parent account/u);
  });

  it('an Admin API key without the grant to read users is told what to tick', async () => {
    const { parent } = await product.control.duoAccounts();
    const key = await product.control.addDuoKey('admin-api', parent.accountId);
    await product.control.changeDuoKey(key.integrationKey, {
      grants: { readResource: false, readInformation: true },
    });
    const { integrationKey, secretKey, apiHostname } = key;
    const entry = await refused(
      'admin-api',
      { integrationKey, secretKey, apiHostname },
      'VendorGrantMissing',
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
    const entry = await refused(
      'admin-api',
      { integrationKey, secretKey, apiHostname },
      'VendorAccessRefused',
    );
    expect(entry.advice).toMatch(
      /Grant resource - Read.*kind.*Owner.*Duo Support.*Networks for API Access/su,
    );
  });

  it('an Admin API key with read-resource alone suffices', async () => {
    const { parent } = await product.control.duoAccounts();
    const { put, authenticate } = credentialSteps(product, integration);
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

  it('with a wrong candidate waiting, it goes on syncing with its working credential', async () => {
    const { put, authenticate } = credentialSteps(product, integration);
    await put('accounts-api', { ...good()['accounts-api'], secretKey: 'w'.repeat(40) });
    await put('psa', { ...good().psa, privateKey: 'wrongwrongwrong' });
    refusedOnly(await authenticate(), { 'accounts-api': 'VendorSignatureRefused', psa: 'PsaSignInRefused' });
    const run = await runEnds(product, await startSync(product, integration));
    expect(run).toMatchObject({ state: 'succeeded' });
    expect(await status(product, integration)).toMatchObject({ phase: 'active' });
    await put('accounts-api', good()['accounts-api']);
    await put('psa', good().psa);
    expect((await authenticate()).status).toBe(200);
  });

  it('403 on account/list says that only an Owner can create the Accounts API and Duo Support must enable it', async () => {
    const { put, authenticate, working } = credentialSteps(product, integration);
    const before = await working();
    await put('accounts-api', good()['accounts-api']);
    await product.control.switchDuo({ accountsApiEnabled: false });
    const answer = await authenticate();
    await product.control.switchDuo({ accountsApiEnabled: true });
    refusedOnly(answer, { 'accounts-api': 'VendorApiNotEnabled' });
    const entry = answer.entries.find(({ set }) => set === 'accounts-api')!;
    expect(entry.advice).toMatch(/Only an Owner of the parent account can create/u);
    expect(entry.advice).toMatch(/Duo Support must enable/u);
    expect(await working()).toEqual(before);
    expect(await status(product, integration)).toMatchObject({ phase: 'active' });
  });

  it('a skewed clock is told as such, with its size, and blames no key', async () => {
    const { put, authenticate, working } = credentialSteps(product, integration);
    const before = await working();
    await put('accounts-api', good()['accounts-api']);
    await put('admin-api', good()['admin-api']);
    await product.control.switchDuo({ clockOffset: 900 });
    const answer = await authenticate();
    await product.control.switchDuo({ clockOffset: 0 });
    refusedOnly(answer, { 'accounts-api': 'VendorClockSkew', 'admin-api': 'VendorClockSkew' });
    for (const entry of answer.entries.filter(({ code }) => code === 'VendorClockSkew')) {
      expect(entry.advice).toMatch(/15 minutes|900 seconds/u);
      expect(entry.advice).toMatch(/keys are not at fault/u);
    }
    expect(await working()).toEqual(before);
    expect(await status(product, integration)).toMatchObject({ phase: 'active' });
    expect((await authenticate()).status).toBe(200);
  });

  it('when the working key itself is refused, the integration needs attention until a good one is given', async () => {
    const { put, authenticate } = credentialSteps(product, integration);
    const { integrationKey, secretKey } = good()['accounts-api'];
    await product.control.changeDuoKey(integrationKey, { secretKey: 'n'.repeat(40) });
    refusedOnly(await authenticate(), { 'accounts-api': 'VendorSignatureRefused' });
    const needs = await waitFor('the integration to need attention', 10_000, async () => {
      const now = await status(product, integration);
      return now['phase'] === 'needs-attention' ? now : null;
    });
    expect(needs).toMatchObject({ status: 'error', cause: { code: 'VendorSignatureRefused' } });
    await put('accounts-api', { ...good()['accounts-api'], secretKey: 'n'.repeat(40) });
    expect((await authenticate()).status).toBe(200);
    expect(await status(product, integration)).toMatchObject({ phase: 'active', cause: null });
    await product.control.changeDuoKey(integrationKey, { secretKey });
  });
});
