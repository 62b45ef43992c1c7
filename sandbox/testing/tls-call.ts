import { readFileSync } from 'node:fs';
import { request as httpsRequest, type Agent } from 'node:https';
import type { IncomingHttpHeaders } from 'node:http';
import type { LookupFunction } from 'node:net';
import type { Sandbox } from '../server.ts';
import type { VendorRequest } from '../vendor.ts';

export interface TlsAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** Sends a call to the sandbox as the product would: the host keeps its name in TLS, and only the address differs. */
export function callOverTls(
  sandbox: Sandbox,
  { method, host, path, query, headers, body }: VendorRequest,
  options: { readonly timeoutMs?: number; readonly signal?: AbortSignal; readonly agent?: Agent } = {},
): Promise<TlsAnswer> {
  const lookup: LookupFunction = (_host, wanted, found) => {
    if (wanted.all === true) found(null, [{ address: '127.0.0.1', family: 4 }]);
    else found(null, '127.0.0.1', 4);
  };
  return new Promise((resolve, reject) => {
    const outgoing = httpsRequest(
      {
        method,
        host,
        servername: host,
        port: sandbox.port,
        path: query === '' ? path : `${path}?${query}`,
        headers: { ...headers, 'content-length': body.length },
        ca: readFileSync(sandbox.caFile, 'utf8'),
        lookup,
        agent: options.agent ?? false,
        ...(options.timeoutMs === undefined ? {} : { timeout: options.timeoutMs }),
        ...(options.signal === undefined ? {} : { signal: options.signal }),
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: Buffer.concat(chunks),
          }),
        );
      },
    );
    outgoing.on('timeout', () => outgoing.destroy(new Error('timed out')));
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}
