import { createHash } from 'node:crypto';
import { createServer as createHttpServer, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { type AddressInfo, connect } from 'node:net';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generate } from 'selfsigned';

const token = 'a-token-of-the-test';

/** Docker Hub and another registry behind TLS, reached through a proxy as a company has one. */
export interface SimulatedRegistry {
  /** For the environment of a program: the proxy, and the authority that vouches for the hosts. */
  readonly env: Readonly<Record<string, string>>;
  /** `host/repository:tag`, with the bytes of its manifest; a digest that it claims beside, where that is not theirs. */
  readonly manifests: Map<string, { readonly bytes: string; readonly claims?: string }>;
  /** Paths asked for, without those for tokens. */
  readonly asked: string[];
  close(): Promise<void>;
}

export const sha256 = (bytes: string): string => `sha256:${createHash('sha256').update(bytes).digest('hex')}`;

export async function simulatedRegistry(hosts: readonly string[]): Promise<SimulatedRegistry> {
  const folder = mkdtempSync(join(tmpdir(), 'seatwise-registry-'));
  const made = await generate([{ name: 'commonName', value: 'registries' }], {
    keyType: 'ec',
    extensions: [
      { name: 'basicConstraints', cA: true },
      { name: 'subjectAltName', altNames: hosts.map((value) => ({ type: 2 as const, value })) },
    ],
  });
  const authority = join(folder, 'authority.pem');
  writeFileSync(authority, made.cert);
  const manifests: SimulatedRegistry['manifests'] = new Map();
  const asked: string[] = [];
  const registry = createTlsServer({ key: made.private, cert: made.cert }, (request, response) => {
    const { host = '' } = request.headers;
    const url = new URL(request.url ?? '/', `https://${host}`);
    if (url.pathname === '/token') {
      response.end(JSON.stringify(url.searchParams.get('service') === host ? { token } : {}));
      return;
    }
    const [, repository = '', tag = ''] = /^\/v2\/(.+)\/manifests\/(.+)$/u.exec(url.pathname) ?? [];
    if (request.headers.authorization !== `Bearer ${token}`) {
      const scope = `repository:${repository}:pull`;
      response
        .writeHead(401, {
          'WWW-Authenticate': `Bearer realm="https://${host}/token",service="${host}",scope="${scope}"`,
        })
        .end();
      return;
    }
    asked.push(`${host}/${repository}:${tag}`);
    const found = manifests.get(`${host}/${repository}:${tag}`);
    if (
      found === undefined ||
      !request.headers.accept?.startsWith('application/vnd.oci.image.index.v1+json')
    ) {
      response.writeHead(404).end();
      return;
    }
    response
      .writeHead(200, { 'Docker-Content-Digest': found.claims ?? sha256(found.bytes) })
      .end(found.bytes);
  });
  const port = await listening(registry);
  const proxy = createHttpServer();
  proxy.on('connect', (request, socket, head) => {
    if (!hosts.includes(request.url?.split(':')[0] ?? '')) {
      socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
      return;
    }
    const inner = connect(port, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      inner.write(head);
      inner.pipe(socket).pipe(inner);
    });
    for (const one of [inner, socket]) one.on('error', () => undefined);
  });
  const proxyPort = await listening(proxy);
  return {
    env: { HTTPS_PROXY: `http://127.0.0.1:${proxyPort}`, NODE_EXTRA_CA_CERTS: authority },
    manifests,
    asked,
    close: async () => {
      for (const server of [registry, proxy]) {
        server.closeAllConnections();
        await new Promise((resolve) => server.close(resolve));
      }
      rmSync(folder, { recursive: true });
    },
  };
}

async function listening(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}
