import { sql } from 'kysely';
import { body, type Connected, connected } from './lifecycle.ts';
import { type Product, startProduct } from './product.ts';
import { journalMark, requestsSince, settled } from './set-up-steps.ts';

/** Issue table: requests that cannot be taken, and what never leaves because of them. */
describe('bad requests', () => {
  let product: Product;
  let integration: Connected;
  let apiKey: string;
  beforeAll(async () => {
    product = await startProduct();
    integration = await connected(product);
    const made = await product.client.request('POST', '/api-keys', {
      name: 'bodies as bytes',
      role: 'admin',
      scopes: ['privileged'],
    });
    apiKey = body(made)['key'] as string;
  });
  afterAll(() => product.close());

  /** A body as bytes, which no JSON client would send. */
  async function send(method: string, path: string, text: string, type = 'application/json') {
    const response = await fetch(`${product.origin}/api/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${apiKey}`, 'content-type': type },
      body: text,
    });
    return { status: response.status, body: body({ body: await response.json() }) };
  }

  /** Everything that a request of these tests could have stored. */
  async function stored(): Promise<unknown> {
    const { rows } = await sql`select (select count(*) from credential) as credentials,
      (select count(*) from mapping_command) as decisions, (select count(*) from update_command) as commands,
      (select count(*) from integration) as integrations, (select count(*) from audit_event) as audits,
      (select count(*) from idempotency_key) as keys, (select max(data_version) from integration) as version`.execute(
      product.db,
    );
    return rows[0];
  }

  const secrets = { integrationKey: 'DIXXXXXXXXXXXXXXXXXX', secretKey: 's'.repeat(40) };

  it.each(['accounts-api', 'admin-api', 'psa'])(
    'malformed JSON for %s is 400 and stores nothing',
    async (set) => {
      const before = await stored();
      for (const [text, type] of [
        ['{"integrationKey": "DI', 'application/json'],
        ['[1,', 'application/json'],
        ['"only a string"', 'application/json'],
        ['integrationKey=DI', 'application/x-www-form-urlencoded'],
      ] as const) {
        const answer = await send('PUT', `${integration.path}/credentials/${set}`, text, type);
        expect([text, answer.status, answer.body['code']]).toEqual([text, 400, 'MalformedRequest']);
      }
      expect(await stored()).toEqual(before);
    },
  );

  it('an unknown field is 422 naming set and field, and stores nothing', async () => {
    const before = await stored();
    for (const set of ['accounts-api', 'admin-api'] as const) {
      const answer = await product.client.request('PUT', `${integration.path}/credentials/${set}`, {
        ...product.credentials.accountsApi,
        note: 'from the vault',
      });
      expect(answer.status).toBe(422);
      expect(answer.body).toMatchObject({ code: 'ValidationFailed', errors: [{ set, field: 'note' }] });
    }
    const psa = await product.client.request('PUT', `${integration.path}/credentials/psa`, {
      ...product.credentials.psa,
      password: 'x',
    });
    expect(psa.status).toBe(422);
    expect(psa.body).toMatchObject({ errors: [{ set: 'psa', field: 'password' }] });
    expect(await stored()).toEqual(before);
  });

  it('a wrong type, an empty and a missing field are 422, each named with its set', async () => {
    const before = await stored();
    const answer = await product.client.request('PUT', `${integration.path}/credentials/accounts-api`, {
      integrationKey: 17,
      secretKey: '',
    });
    expect(answer.status).toBe(422);
    const named = (body(answer)['errors'] as { set: string; field: string }[]).map(({ set, field }) => [
      set,
      field,
    ]);
    expect(named).toEqual(
      expect.arrayContaining([
        ['accounts-api', 'integrationKey'],
        ['accounts-api', 'secretKey'],
        ['accounts-api', 'apiHostname'],
      ]),
    );
    const withoutClientId = { ...product.credentials.psa, clientId: undefined };
    const psa = await product.client.request('PUT', `${integration.path}/credentials/psa`, withoutClientId);
    expect(psa.status).toBe(422);
    expect(psa.body).toMatchObject({ errors: [{ set: 'psa', field: 'clientId' }] });
    expect(JSON.stringify(psa.body)).not.toContain(product.credentials.psa.privateKey);
    expect(await stored()).toEqual(before);
  });

  it('a body of the wrong shape names the field of every command', async () => {
    const before = await stored();
    for (const [path, request, field] of [
      ['/integrations', { vendor: 'duo', module: 'billing', psa: 7 }, 'psa'],
      [`${integration.path}/authenticate`, { force: true }, 'force'],
      [`${integration.path}/load`, { force: true }, 'force'],
      [`${integration.path}/finish`, { schedule: { hour: 24, minute: 0 } }, 'schedule.hour'],
      [`${integration.path}/finish`, { keepNames: 'yes' }, 'keepNames'],
      [`${integration.path}/syncs`, { mode: 'everything' }, 'mode'],
      [
        `${integration.path}/mapping-decisions`,
        { decisions: [{ kind: 'account', vendorId: 'not an id', action: 'unmap' }] },
        'decisions.0.vendorId',
      ],
      [`${integration.path}/mapping-decisions`, { decisions: [] }, 'decisions'],
    ] as const) {
      const answer = await product.client.request('POST', path, request, null);
      expect([path, answer.status]).toEqual([path, 422]);
      expect((body(answer)['errors'] as { field: string }[]).map((entry) => entry.field)).toContain(field);
    }
    expect(await stored()).toEqual(before);
  });

  it('a body too large is 413, and a hundred and one decisions are 422', async () => {
    const before = await stored();
    const huge = JSON.stringify({ ...secrets, apiHostname: 'x'.repeat(300_000) });
    const answer = await send('PUT', `${integration.path}/credentials/accounts-api`, huge);
    expect([answer.status, answer.body['code']]).toEqual([413, 'RequestTooLarge']);
    const decisions = Array.from({ length: 101 }, () => ({
      kind: 'account',
      vendorId: '00000000-0000-4000-8000-000000000000',
      action: 'unmap',
    }));
    const many = await product.client.request('POST', `${integration.path}/mapping-decisions`, { decisions });
    expect(many.status).toBe(422);
    expect(many.body).toMatchObject({ errors: [{ field: 'decisions' }] });
    expect(await stored()).toEqual(before);
  });

  it('a host of another domain is refused before any request leaves', async () => {
    const mark = await journalMark(product);
    const before = await stored();
    for (const [host, code] of [
      ['api-12345678.example.com', 'HostNotAllowed'],
      ['api-12345678.duosecurity.test.example.com', 'HostNotAllowed'],
      ['api-12345678.evilduosecurity.com', 'HostNotAllowed'],
      ['duosecurity.com', 'HostNotAllowed'],
      ['api-12345678.duosecurity.test:8443', 'ValidationFailed'],
      ['user@api-12345678.duosecurity.test', 'ValidationFailed'],
      ['api-12345678.duosecurity.test?x=1', 'ValidationFailed'],
      ['127.0.0.1', 'ValidationFailed'],
      ['https://', 'ValidationFailed'],
    ] as const) {
      for (const set of ['accounts-api', 'admin-api'] as const) {
        const answer = await product.client.request('PUT', `${integration.path}/credentials/${set}`, {
          ...product.credentials.accountsApi,
          apiHostname: host,
        });
        expect([host, answer.status]).toEqual([host, 422]);
        expect(answer.body).toMatchObject({ code, errors: [{ set, field: 'apiHostname' }] });
      }
    }
    expect(await stored()).toEqual(before);
    expect(await requestsSince(product, mark)).toEqual([]);
  });

  it('a vendor, module or PSA that is not on offer has its own code', async () => {
    for (const [request, code, field] of [
      [{ vendor: 'okta', module: 'billing', psa: 'connectwise' }, 'VendorNotAvailable', 'vendor'],
      [{ vendor: 'duo', psa: 'connectwise' }, 'ModuleNotAvailable', 'module'],
      [{ vendor: 'duo', module: 'security', psa: 'connectwise' }, 'ModuleNotAvailable', 'module'],
      [{ vendor: 'duo', module: 'billing', psa: 'a-paper-ledger' }, 'PsaNotAvailable', 'psa'],
    ] as const) {
      const answer = await product.client.request('POST', '/integrations', request);
      expect(answer.status).toBe(422);
      expect(answer.body).toMatchObject({ code, errors: [{ field }] });
    }
  });

  it('a hostname pasted with scheme, path, blanks and capitals is stored as the plain host', async () => {
    const { accountsApi, psa } = product.credentials;
    const stateOf = async (set: string, request: unknown) =>
      body(await product.client.request('PUT', `${integration.path}/credentials/${set}`, request))[
        'candidate'
      ] as {
        host: string;
      };
    const pasted = `  HTTPS://${accountsApi.apiHostname.toUpperCase()}/admin/v1/ `;
    expect((await stateOf('accounts-api', { ...accountsApi, apiHostname: pasted })).host).toBe(
      accountsApi.apiHostname,
    );
    expect((await stateOf('psa', { ...psa, site: `https://${psa.site.toUpperCase()}/` })).host).toBe(
      psa.site,
    );
    expect((await settled(product, 'POST', `${integration.path}/authenticate`)).status).toBe(200);
  });
});
