import { createServer, type Server } from 'node:https';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer as createTcpServer, type AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { generate } from 'selfsigned';
import { createOutbound, type Outbound, type OutboundOptions } from './outbound.ts';
import { parseResolve } from './resolve.ts';

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

let server: Server;
let pems: { key: string; cert: string };
let port: number;
let handler: Handler = (_request, response) => response.end('{}');
let seen: { method: string; url: string; host: string; body: string; servername: string }[] = [];
const opened: Outbound[] = [];

beforeAll(async () => {
  const made = await generate([{ name: 'commonName', value: 'vendor' }], {
    keyType: 'ec',
    extensions: [
      { name: 'basicConstraints', cA: true },
      { name: 'subjectAltName', altNames: [{ type: 2, value: '*.vendor.test' }] },
    ],
  });
  pems = { key: made.private, cert: made.cert };
  server = createServer(pems, (request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      seen.push({
        method: request.method!,
        url: request.url!,
        host: request.headers.host!,
        body,
        servername: (request.socket as unknown as { servername: string }).servername,
      });
      handler(request, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  port = (server.address() as AddressInfo).port;
});

beforeEach(() => {
  seen = [];
});

afterEach(async () => {
  await Promise.all(opened.splice(0).map((outbound) => outbound.close()));
});

afterAll(() => {
  server.closeAllConnections();
  server.close();
});

function open(options: OutboundOptions = {}): Outbound {
  const outbound = createOutbound({
    resolve: parseResolve(`*.vendor.test=127.0.0.1:${port}`),
    extraCa: pems.cert,
    ...options,
  });
  opened.push(outbound);
  return outbound;
}

const get = { host: 'api.vendor.test', method: 'GET', path: '/x' } as const;

describe('a whole answer', () => {
  it('is given with status, headers and text; name, Host header without port and query arrive as sent', async () => {
    handler = (_request, response) => response.writeHead(418, { 'X-A': 'b' }).end('grüezi');
    const outcome = await open().request({ ...get, method: 'POST', query: 'a=%20b&c=%2A', body: '{"q":1}' });
    expect(outcome).toMatchObject({ kind: 'answer', status: 418, text: 'grüezi', headers: { 'x-a': 'b' } });
    expect(seen).toEqual([
      {
        method: 'POST',
        url: '/x?a=%20b&c=%2A',
        host: 'api.vendor.test',
        body: '{"q":1}',
        servername: 'api.vendor.test',
      },
    ]);
  });

  it('may be a redirect, which is not followed', async () => {
    handler = (_request, response) => response.writeHead(302, { location: 'https://b.vendor.test/y' }).end();
    expect(await open().request(get)).toMatchObject({ kind: 'answer', status: 302 });
    expect(seen).toHaveLength(1);
  });

  it('is unpacked when compressed', async () => {
    handler = (_request, response) =>
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('packed'));
    expect(await open().request(get)).toMatchObject({ kind: 'answer', text: 'packed' });
  });

  it('is reported to the observer with its result, once per call', async () => {
    handler = (_request, response) => response.end('ok');
    const events: unknown[] = [];
    await open({ onOutcome: (event) => events.push({ ...event, durationMs: 0 }) }).request({
      ...get,
      query: 'secret=1',
    });
    expect(events).toEqual([
      { host: 'api.vendor.test', method: 'GET', path: '/x', result: 200, durationMs: 0 },
    ]);
  });
});

describe('limits', () => {
  it('reject a body with more bytes than allowed', async () => {
    handler = (_request, response) => response.end('x'.repeat(2_000));
    expect(await open({ maxBytes: 1_000 }).request(get)).toMatchObject({
      cause: 'too-large',
      sent: 'perhaps',
    });
  });

  it('reject a small body that unpacks to more than allowed', async () => {
    const bomb = gzipSync(Buffer.alloc(5_000_000));
    handler = (_request, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb);
    expect(bomb.length).toBeLessThan(100_000);
    expect(await open({ maxBytes: 100_000 }).request(get)).toMatchObject({ cause: 'too-large' });
  });

  it('reject a compression that is unknown, layered or broken', async () => {
    const outbound = open();
    for (const encoding of ['zstd', 'gzip, gzip', 'gzip']) {
      handler = (_request, response) =>
        response.writeHead(200, { 'content-encoding': encoding }).end('not packed');
      expect(await outbound.request(get)).toMatchObject({ kind: 'no-answer', cause: 'encoding' });
    }
  });

  it('reject oversized headers', async () => {
    handler = (_request, response) => response.writeHead(200, { 'x-long': 'h'.repeat(40_000) }).end();
    expect(await open().request(get)).toMatchObject({ kind: 'no-answer', cause: 'too-large' });
  });

  it('end a call whose server never answers, and one that trickles endlessly', async () => {
    const outbound = open();
    // Its connection is there: on a busy machine making one may take longer than the call is given.
    handler = (_request, response) => response.end();
    await outbound.request(get);
    handler = () => undefined;
    expect(await outbound.request({ ...get, timeoutMs: 500 })).toMatchObject({
      cause: 'timeout',
      sent: 'perhaps',
    });
    handler = (_request, response) => {
      response.write('a');
      const timer = setInterval(() => response.write('a'), 20);
      response.on('close', () => clearInterval(timer));
    };
    expect(await outbound.request({ ...get, timeoutMs: 500 })).toMatchObject({
      cause: 'timeout',
      sent: 'perhaps',
    });
  });

  it('end a call that waits for a busy connection without ever sending it', async () => {
    const outbound = open({ connectionsPerHost: 1 });
    handler = () => undefined;
    const first = outbound.request({ ...get, timeoutMs: 3_000 });
    const second = await outbound.request({ ...get, path: '/second', timeoutMs: 500 });
    expect(second).toMatchObject({ cause: 'timeout', sent: 'no' });
    await first;
    handler = (_request, response) => response.end();
    await outbound.request(get);
    expect(seen.map(({ url }) => url)).toEqual(['/x', '/x']);
  });

  it('keep a call at home whose moment passes while its connection is made', async () => {
    handler = (_request, response) => response.end();
    const outbound = open();
    let inTime = true;
    const mayBegin = (): boolean => inTime;
    const late = outbound.request({ ...get, method: 'PATCH', path: '/late', mayBegin });
    inTime = false;
    expect(await late).toMatchObject({ cause: 'aborted', sent: 'no' });
    inTime = true;
    expect(await outbound.request({ ...get, path: '/in-time', mayBegin })).toMatchObject({ status: 200 });
    expect(seen.map(({ url }) => url)).toEqual(['/in-time']);
  });
});

describe('a call without an answer', () => {
  it('is "cut" when the body ends early, "reset" when nothing came, and is never sent twice', async () => {
    const outbound = open();
    handler = (_request, response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('half', () => response.destroy());
    };
    expect(await outbound.request(get)).toMatchObject({ cause: 'cut', sent: 'perhaps' });
    handler = (request) => request.socket.destroy();
    expect(await outbound.request(get)).toMatchObject({ cause: 'reset', sent: 'perhaps' });
    expect(await outbound.request({ ...get, method: 'PATCH' })).toMatchObject({
      cause: 'reset',
      sent: 'perhaps',
    });
    expect(seen).toHaveLength(3);
  });

  it('is "aborted" by the signal of the caller, before or while open', async () => {
    const outbound = open();
    expect(await outbound.request({ ...get, signal: AbortSignal.abort() })).toMatchObject({
      cause: 'aborted',
      sent: 'no',
    });
    const stop = new AbortController();
    handler = () => stop.abort();
    expect(await outbound.request({ ...get, signal: stop.signal })).toMatchObject({
      cause: 'aborted',
      sent: 'perhaps',
    });
  });

  it('asks the budget first and sends nothing when that rejects', async () => {
    const beforeAttempt = (): Promise<void> => Promise.reject(new Error('no budget'));
    await expect(open().request({ ...get, beforeAttempt })).rejects.toThrow('no budget');
    expect(seen).toEqual([]);
  });

  it('is "tls" where the certificate is of an unknown issuer or of another name', async () => {
    const stranger = createOutbound({ resolve: parseResolve(`*.vendor.test=127.0.0.1:${port}`) });
    const misnamed = open({ resolve: parseResolve(`other.test=127.0.0.1:${port}`) });
    opened.push(stranger);
    expect(await stranger.request(get)).toMatchObject({ cause: 'tls', sent: 'no' });
    expect(await misnamed.request({ ...get, host: 'other.test' })).toMatchObject({
      cause: 'tls',
      sent: 'no',
      errorCode: 'ERR_TLS_CERT_ALTNAME_INVALID',
    });
    expect(seen).toEqual([]);
  });

  it('is "tls" where the server speaks no TLS, and "rejected" where nobody listens', async () => {
    const plain = createTcpServer((socket) => {
      socket.on('error', () => undefined);
      socket.resume().end('HTTP/1.1 200 OK\r\n\r\n');
    });
    await new Promise<void>((resolve) => plain.listen(0, '127.0.0.1', resolve));
    const plainPort = (plain.address() as AddressInfo).port;
    const outbound = open({ resolve: parseResolve(`*.vendor.test=127.0.0.1:${plainPort}`) });
    expect(await outbound.request(get)).toMatchObject({ cause: 'tls', sent: 'no' });
    await new Promise((resolve) => plain.close(resolve));
    expect(await outbound.request(get)).toMatchObject({ cause: 'rejected', sent: 'no' });
  });

  it('is "tls" where the server offers nothing newer than TLS 1.1', async () => {
    const old = createServer({
      ...pems,
      minVersion: 'TLSv1',
      maxVersion: 'TLSv1.1',
      ciphers: 'ALL:@SECLEVEL=0',
    });
    old.on('tlsClientError', () => undefined);
    await new Promise<void>((resolve) => old.listen(0, '127.0.0.1', resolve));
    const outbound = open({
      resolve: parseResolve(`*.vendor.test=127.0.0.1:${(old.address() as AddressInfo).port}`),
    });
    expect(await outbound.request(get)).toMatchObject({ cause: 'tls', sent: 'no' });
    old.close();
  });

  it('is "timeout" and unsent where the handshake never ends', async () => {
    const silent = createTcpServer((socket) => socket.resume().on('error', () => undefined));
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const outbound = open({
      resolve: parseResolve(`*.vendor.test=127.0.0.1:${(silent.address() as AddressInfo).port}`),
    });
    expect(await outbound.request({ ...get, timeoutMs: 150 })).toMatchObject({
      cause: 'timeout',
      sent: 'no',
    });
    await outbound.close();
    silent.close();
  });
});

describe('targets', () => {
  it('must be host names: addresses, ports and URLs are rejected before anything leaves', async () => {
    const outbound = open();
    for (const host of [
      '127.0.0.1',
      '127.1',
      '0x7f000001',
      '2130706433',
      '[::1]',
      'a.test:443',
      'https://a.test',
      'a/b',
      '',
    ]) {
      expect(await outbound.request({ ...get, host })).toEqual({
        kind: 'no-answer',
        cause: 'host-rejected',
        sent: 'no',
      });
    }
  });

  it('that resolve to loopback are rejected, also where the operator allows private addresses', async () => {
    for (const allowPrivate of [false, true]) {
      const outbound = open({ resolve: [], allowPrivate });
      expect(await outbound.request({ ...get, host: 'localhost' })).toMatchObject({
        cause: 'address-rejected',
        sent: 'no',
      });
    }
  });

  it('must have an encoded path and query', async () => {
    await expect(open().request({ ...get, path: '/a b' })).rejects.toThrow('path');
    await expect(open().request({ ...get, path: '/a?b' })).rejects.toThrow('path');
    await expect(open().request({ ...get, query: 'a=ü' })).rejects.toThrow('query');
  });
});
