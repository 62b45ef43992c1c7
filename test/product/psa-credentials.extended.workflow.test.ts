import { credentialSteps, goodCredentials, refusedCandidate, refusedOnly } from './credential-steps.ts';
import { active, body, type Connected } from './lifecycle.ts';
import { type Product, startProduct } from './product.ts';
import { journalMark, requestsSince, status } from './set-up-steps.ts';

describe('ConnectWise credentials of a working integration', () => {
  let product: Product;
  let integration: Connected;
  beforeAll(async () => {
    product = await startProduct({ defaultClientId: (ofSandbox) => ofSandbox });
    integration = await active(product);
  });
  afterAll(() => product.close());

  const good = () => goodCredentials(product);
  const refused = (fields: unknown, code: string) =>
    refusedCandidate(product, integration, 'psa', fields, code);

  it.each([
    [
      'a wrong company id',
      () => ({ ...good().psa, companyId: 'harborlaine' }),
      'PsaWrongCompanyOrSite',
      /company ID/u,
    ],
    [
      'a wrong private key',
      () => ({ ...good().psa, privateKey: 'wrongwrongwrong' }),
      'PsaSignInRefused',
      /private key/u,
    ],
    [
      'a wrong client id',
      () => ({ ...good().psa, clientId: '00000000-0000-4000-8000-000000000000' }),
      'PsaClientIdRefused',
      /client ID/u,
    ],
  ])('%s is refused with cause and advice', async (_, fields, code, advice) => {
    expect((await refused(fields(), code)).advice).toMatch(advice);
  });

  it('a gateway that cannot route is reported as wrong company id or site', async () => {
    const fault = await product.control.arm({
      vendor: 'connectwise',
      path: '/v4_6_release',
      fault: { kind: 'status', status: 400, body: 'text', text: 'Cannot route. Codebase/company is invalid' },
    });
    const entry = await refused(
      { ...good().psa, site: 'api-other.connectwise.test' },
      'PsaWrongCompanyOrSite',
    );
    await product.control.disarm(fault.id);
    expect(entry.advice).toMatch(/company ID.*site.*Cannot route/su);
  });

  it("a credential without a client ID of its own reads with the installation's, and says so", async () => {
    const { put, authenticate } = credentialSteps(product, integration);
    await put('psa', { ...good().psa, clientId: undefined });
    expect((await authenticate()).status).toBe(200);
    const psa = body(await product.client.request('GET', `${integration.path}/credentials/psa`));
    expect(psa).toMatchObject({ candidate: null, working: { clientId: 'installation', cause: null } });
    await put('psa', good().psa);
    expect((await authenticate()).status).toBe(200);
  });

  it('ConnectWise verification shows each read right, and the write right as not yet known, by GET alone', async () => {
    const { put, authenticate } = credentialSteps(product, integration);
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
    const { put, authenticate, working } = credentialSteps(product, integration);
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
});
