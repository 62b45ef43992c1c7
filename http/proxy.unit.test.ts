import dns from 'node:dns/promises';
import { createServer, type Server } from 'node:https';
import { createServer as createProxy, type Server as Proxy } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { generate } from 'selfsigned';
import { createOutbound, type Outbound } from './outbound.ts';
import { exceptsAddress, exceptsHost, parseNoProxy } from './proxy.ts';

const port = (server: { address(): AddressInfo | string | null }) => (server.address() as AddressInfo).port;
const listening = (server: Server | Proxy) =>
  new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

describe('calls through a proxy', () => {
  let vendor: Server;
  let proxy: Proxy;
  let cert: string;
  let asked: { target: string; authorization: string | undefined }[] = [];
  let serverNames: unknown[] = [];
  let refuses: (target: string) => boolean = () => false;
  let outbound: Outbound;

  beforeAll(async () => {
    const made = await generate([{ name: 'commonName', value: 'vendor' }], {
      keyType: 'ec',
      extensions: [
        { name: 'basicConstraints', cA: true },
        { name: 'subjectAltName', altNames: [{ type: 2, value: '*.vendor.test' }] },
      ],
    });
    ({ cert } = made);
    vendor = createServer({ key: made.private, cert }, (request, response) => {
      serverNames.push((request.socket as unknown as { servername: string }).servername);
      response.end('{}');
    });
    proxy = createProxy().on('connect', (request, socket) => {
      const target = request.url!;
      asked.push({ target, authorization: request.headers['proxy-authorization'] });
      if (refuses(target)) return void socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
      const onward = connect(port(vendor), '127.0.0.1', () => {
        socket.write('HTTP/1.1 200 OK\r\n\r\n');
        onward.pipe(socket).pipe(onward);
      });
      socket.on('error', () => onward.destroy());
      onward.on('error', () => socket.destroy());
    });
    await Promise.all([listening(vendor), listening(proxy)]);
  });

  beforeEach(() => {
    asked = [];
    serverNames = [];
    refuses = () => false;
  });
  afterEach(async () => {
    jest.restoreAllMocks();
    await outbound.close();
  });
  afterAll(() => {
    vendor.closeAllConnections();
    vendor.close();
    proxy.closeAllConnections();
    proxy.close();
  });

  const through = (given: { resolvesNames?: boolean; except?: string; at?: number } = {}) =>
    (outbound = createOutbound({
      extraCa: cert,
      proxy: {
        url: new URL(`http://us%40er:pass@127.0.0.1:${given.at ?? port(proxy)}`),
        exceptions: parseNoProxy(given.except ?? ''),
        resolvesNames: given.resolvesNames ?? false,
      },
    }));
  const call = { host: 'api.vendor.test', method: 'GET', path: '/' } as const;
  const resolvesTo = (address: string) =>
    jest.spyOn(dns, 'lookup').mockResolvedValue([{ address, family: 4 }] as never);

  it('asks for a vendor by name, without resolving it, and signs in as the address says', async () => {
    const lookup = resolvesTo('8.8.8.8');
    expect(await through().request(call)).toMatchObject({ kind: 'answer', status: 200 });
    const authorization = `Basic ${Buffer.from('us@er:pass').toString('base64')}`;
    expect(asked).toEqual([{ target: 'api.vendor.test:443', authorization }]);
    expect(serverNames).toEqual(['api.vendor.test']);
    expect(lookup).not.toHaveBeenCalled();
  });

  it('asks for the address of an entered host, with its name in TLS', async () => {
    resolvesTo('8.8.8.8');
    expect(await through().request({ ...call, isEntered: true })).toMatchObject({ status: 200 });
    expect(asked.map(({ target }) => target)).toEqual(['8.8.8.8:443']);
    expect(serverNames).toEqual(['api.vendor.test']);
  });

  it('does not serve an entered host by a connection that the proxy opened by name', async () => {
    through();
    await outbound.request(call);
    resolvesTo('10.0.0.1');
    expect(await outbound.request({ ...call, isEntered: true })).toMatchObject({
      cause: 'address-rejected',
      sent: 'no',
    });
  });

  it('reports a proxy that does not open connections to addresses, unless it resolves names itself', async () => {
    resolvesTo('8.8.8.8');
    refuses = (target) => /^\d/u.test(target);
    expect(await through().request({ ...call, isEntered: true })).toEqual({
      kind: 'no-answer',
      cause: 'proxy-rejected',
      sent: 'no',
      errorCode: 'PROXY_403',
    });
    await outbound.close();
    expect(await through({ resolvesNames: true }).request({ ...call, isEntered: true })).toMatchObject({
      status: 200,
    });
    expect(asked.at(-1)!.target).toBe('api.vendor.test:443');
  });

  it('reports a proxy that is not responding', async () => {
    expect(await through({ at: 1 }).request(call)).toEqual({
      kind: 'no-answer',
      cause: 'proxy-unreachable',
      sent: 'no',
      errorCode: 'ECONNREFUSED',
    });
  });

  it('calls what NO_PROXY names directly', async () => {
    expect(await through({ except: '.vendor.test' }).request(call)).toMatchObject({ cause: 'dns' });
    expect(asked).toEqual([]);
  });

  it('gives up a connection that the proxy never answers when it is closed', async () => {
    const silent = createProxy().on('connect', () => undefined);
    await listening(silent);
    const answer = through({ at: port(silent) }).request(call);
    await new Promise((resolve) => silent.once('connect', resolve));
    await outbound.close();
    expect(await answer).toMatchObject({ kind: 'no-answer', sent: 'no' });
    silent.closeAllConnections();
    silent.close();
  });
});

describe('NO_PROXY', () => {
  it.each([
    ['vendor.test', 'api.vendor.test', true],
    ['*.vendor.test', 'api.vendor.test', true],
    ['.Vendor.test:443', 'vendor.test', true],
    ['vendor.test:8443', 'vendor.test', false],
    ['vendor.test', 'evil-vendor.test', false],
    ['a.test *', 'api.vendor.test', true],
    ['', 'api.vendor.test', false],
  ])('"%s" and %s', (text, host, excepted) => {
    expect(exceptsHost(parseNoProxy(text), host)).toBe(excepted);
  });

  it.each([
    ['10.0.0.0/8', '10.1.2.3', true],
    ['10.0.0.0/8', '::ffff:10.1.2.3', true],
    ['192.168.1.4,fd00::/8', '192.168.1.5', false],
    ['192.168.1.4,fd00::/8', 'fd00::1', true],
  ])('"%s" and the address %s', (text, address, excepted) => {
    expect(exceptsAddress(parseNoProxy(text), address)).toBe(excepted);
  });
});
