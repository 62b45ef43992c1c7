import request from 'supertest';
import { sampleLogo } from '../contracts/api/settings.ts';
import { mspIdentity } from '../db/settings/msp-identity.ts';
import { logoLimits } from '../domain/defaults.ts';
import { type ApiUnderTest, apiUnderTest } from '../test/environment/api-under-test.ts';

let api: ApiUnderTest;
beforeAll(async () => {
  api = await apiUnderTest();
});
afterAll(() => api.close());

const address = '/api/v1/settings/logo';
const asAdmin = (method: 'get' | 'put' | 'delete', path: string) =>
  request(api.app)[method](path).set('Cookie', api.cookies.admin);
const bodyOf = async (path: string): Promise<object> =>
  (await asAdmin('get', path).expect(200)).body as object;
const identity = () => mspIdentity(api.db, api.tenantId);

it('serves a logo with its media type, in pages and reports, until it is removed', async () => {
  await asAdmin('get', address).expect(404);
  const { body: logo } = await asAdmin('put', address).send({ content: sampleLogo }).expect(200);
  expect(logo).toMatchObject({ mediaType: 'image/png', width: 1, height: 1 });

  const file = await asAdmin('get', address).responseType('blob').expect(200);
  expect(file.body).toEqual(Buffer.from(sampleLogo, 'base64'));
  expect(file.headers).toMatchObject({
    'content-type': 'image/png',
    'x-content-type-options': 'nosniff',
    'content-security-policy': expect.stringMatching(/^default-src 'none'/u),
    'cross-origin-resource-policy': 'same-origin',
  });
  expect(await bodyOf('/api/v1/session')).toMatchObject({ tenant: { logo: logo.sha256 } });
  expect(await bodyOf('/api/v1/settings')).toMatchObject({ logo });
  expect((await identity()).logo?.mediaType).toBe('image/png');

  await asAdmin('delete', address).expect(204);
  await asAdmin('delete', address).expect(204);
  await asAdmin('get', address).expect(404);
  expect((await identity()).logo).toBeNull();
  const changes = await api.db
    .selectFrom('auditEvent')
    .select('detail')
    .where('action', '=', 'logo.changed')
    .orderBy('seq')
    .execute();
  expect(changes.map(({ detail }) => detail)).toEqual([
    { before: null, after: logo },
    { before: logo, after: null },
  ]);
});

it('rejects a file that is not a logo, with the reason', async () => {
  const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>').toString('base64');
  const { body } = await asAdmin('put', address).send({ content: svg }).expect(422);
  expect(body).toMatchObject({
    code: 'ValidationFailed',
    detail: 'Not a PNG or JPEG file.',
    errors: [{ field: 'content' }],
  });
  const large = Buffer.alloc(logoLimits.bytes + 3).toString('base64');
  await asAdmin('put', address).send({ content: large }).expect(422);
  expect((await identity()).logo).toBeNull();
});

it('derives name and paper from the tenant until an administrator sets them', async () => {
  expect(await identity()).toEqual({ name: 'Harbor Lane IT Services', logo: null, paper: 'Letter' });
  const put = (change: object) => asAdmin('put', '/api/v1/settings').send(change).expect(200);
  await put({ currency: 'EUR' });
  expect(await identity()).toMatchObject({ paper: 'A4' });
  const { body } = await put({ mspName: ' Harbor Lane ', paper: 'Letter' });
  expect(body).toMatchObject({ mspName: 'Harbor Lane', paper: 'Letter' });
  expect(await identity()).toMatchObject({ name: 'Harbor Lane', paper: 'Letter' });
});
