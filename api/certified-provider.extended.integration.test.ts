import { once } from 'node:events';
import { request as httpsRequest } from 'node:https';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { generate } from 'selfsigned';
import request from 'supertest';
import { parseResolve } from '../http/resolve.ts';
import { type ApiUnderTest, apiUnderTest } from '../test/environment/api-under-test.ts';

/** Against oidc-provider, which is certified: what the scripted providers may have misunderstood shows here. */
const issuer = 'https://certified.idp.test';
const client = { id: 'seatwise', secret: 'as long as this provider wants it' };

let api: ApiUnderTest;
let worker: Worker;
let port: number;
let ca: string;
let providerId: string;
beforeAll(async () => {
  const host = new URL(issuer).host;
  const made = await generate([{ name: 'commonName', value: 'certified' }], {
    keyType: 'ec',
    extensions: [
      { name: 'basicConstraints', cA: true },
      { name: 'subjectAltName', altNames: [{ type: 2, value: host }] },
    ],
  });
  ca = made.cert;
  worker = new Worker(join(__dirname, '../test/environment/certified-provider.mjs'), {
    workerData: {
      issuer,
      key: made.private,
      cert: made.cert,
    },
    stderr: true,
    stdout: true,
  });
  [port] = (await once(worker, 'message')) as [number];
  api = await apiUnderTest({ sso: { resolve: parseResolve(`${host}=127.0.0.1:${port}`), extraCa: ca } });
  const { body } = await request(api.app)
    .post('/api/v1/identity-providers')
    .set('Cookie', api.cookies.admin)
    .send({
      kind: 'generic',
      name: 'Certified',
      issuer,
      clientId: client.id,
      clientSecret: client.secret,
      domains: [],
      roleClaim: 'groups',
      roles: [{ value: 'approvers', role: 'approver' }],
      defaultRole: null,
    })
    .expect(201);
  providerId = body.id as string;
  worker.postMessage({
    client: {
      client_id: client.id,
      client_secret: client.secret,
      redirect_uris: [body.redirectUri],
      post_logout_redirect_uris: ['http://localhost:4000/sign-in'],
    },
  });
});
afterAll(async () => {
  await worker.terminate();
  await api.close();
});

interface Page {
  readonly location: string | null;
  readonly html: string;
}

/** A browser at the provider, with its cookies. */
function browser() {
  const cookies = new Map<string, string>();
  const open = (address: string, form: URLSearchParams | null = null): Promise<Page> =>
    new Promise((resolve, reject) => {
      const url = new URL(address, issuer);
      const sent = httpsRequest(
        {
          host: '127.0.0.1', port, ca, servername: url.host, path: url.pathname + url.search,
          method: form === null ? 'GET' : 'POST',
          headers: {
            host: url.host,
            cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; '),
            ...(form === null ? {} : { 'content-type': 'application/x-www-form-urlencoded' }),
          },
        },
        (response) => {
          for (const cookie of response.headers['set-cookie'] ?? []) {
            const [name = '', value = ''] = cookie.split(';')[0]!.split(/=(.*)/su);
            if (value === '') cookies.delete(name);
            else cookies.set(name, value);
          }
          let html = '';
          response.on('data', (part: Buffer) => (html += part.toString()));
          response.on('end', () => resolve({ location: response.headers.location ?? null, html }));
        },
      ); // prettier-ignore
      sent.once('error', reject);
      sent.end(form?.toString());
    });
  return {
    open,
    /** Goes on as long as the provider sends it on to itself; gives where it is sent then. */
    follow: async (address: string): Promise<string> => {
      let next = address;
      for (let hops = 0; hops < 8; hops += 1) {
        const { location } = await open(next);
        if (location === null) throw new Error(`the provider stays at ${next}`);
        next = new URL(location, issuer).href;
        if (!next.startsWith(issuer)) return next;
      }
      throw new Error('the provider never sends the browser back');
    },
  };
}

const session = (cookie: string) => request(api.app).get('/api/v1/session').set('Cookie', cookie);

async function signIn(at: ReturnType<typeof browser>, purpose: string, cookie = '') {
  const begun = await request(api.app)
    .post('/api/v1/session/sso')
    .set('Cookie', cookie)
    .send({ providerId, purpose, returnTo: '/usage' })
    .expect(200);
  const step = (begun.headers['set-cookie'] as unknown as string[])[0]!.split(';')[0]!;
  const back = new URL(await at.follow(begun.body.url as string));
  const arrived = await request(api.app)
    .get(back.pathname + back.search)
    .set('Cookie', step)
    .expect(303);
  const opened = (arrived.headers['set-cookie'] as unknown as string[])
    .map((one) => one.split(';')[0]!)
    .find((one) => !one.includes('-sso='));
  return { location: arrived.headers['location'], cookie: opened ?? null };
}

it('signs in and confirms by a certified provider', async () => {
  worker.postMessage({
    sub: 'pat',
    claims: { email: 'pat@certified.test', name: 'Pat', groups: ['approvers'] },
  });
  const at = browser();
  const { location, cookie } = await signIn(at, 'sign-in');
  expect(location).toBe('/usage');
  const { body } = await session(cookie!).expect(200);
  expect(body).toMatchObject({
    role: 'approver',
    method: 'provider',
    member: { email: 'pat@certified.test' },
  });

  expect((await signIn(at, 'confirm', cookie!)).location).toBe('/usage');
});

it('signs out of a certified provider, whose page asks first', async () => {
  const signsInAs = (sub: string): void =>
    worker.postMessage({ sub, claims: { email: `${sub}@certified.test`, name: sub, groups: ['approvers'] } });
  const at = browser();
  const whoSignsIn = async () => {
    const cookie = (await signIn(at, 'sign-in')).cookie!;
    return { cookie, email: (await session(cookie).expect(200)).body.member.email as string };
  };
  signsInAs('kim');
  await whoSignsIn();
  signsInAs('lee');
  const { cookie, email } = await whoSignsIn();
  expect(email).toBe('kim@certified.test');

  const { body } = await request(api.app).delete('/api/v1/session').set('Cookie', cookie).expect(200);
  const { html } = await at.open(body.logoutUrl as string);
  const action = /action="([^"]+)"/u.exec(html)![1]!;
  const xsrf = /name="xsrf" value="([^"]+)"/u.exec(html)![1]!;
  expect((await whoSignsIn()).email).toBe('kim@certified.test');
  const { location } = await at.open(action, new URLSearchParams({ xsrf, logout: 'yes' }));
  expect(location).toBe('http://localhost:4000/sign-in');
  expect((await whoSignsIn()).email).toBe('lee@certified.test');
});
