import type { Sandbox } from '../server.ts';
import type { VendorRequest } from '../vendor.ts';

/** A call to the sandbox's ConnectWise by its first API member. */
export function psaRequest(
  sandbox: Sandbox,
  method: 'GET' | 'PATCH',
  path: string,
  { query = '', body }: { readonly query?: string; readonly body?: unknown } = {},
): VendorRequest {
  const { site, companyId, publicKey, privateKey, clientId } = sandbox.credentials.psa;
  const authorization = `Basic ${Buffer.from(`${companyId}+${publicKey}:${privateKey}`).toString('base64')}`;
  return {
    method,
    host: site,
    path: `/v4_6_release/apis/3.0${path}`,
    query,
    headers: {
      authorization,
      clientid: clientId,
      accept: 'application/vnd.connectwise.com+json; version=2025.8',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    body: Buffer.from(body === undefined ? '' : JSON.stringify(body)),
  };
}

/** Sets the quantity of the one line of `tinyScenario`. */
export const tinyWrite = (sandbox: Sandbox, value: unknown): VendorRequest =>
  psaRequest(sandbox, 'PATCH', '/finance/agreements/10/additions/20', {
    body: [{ op: 'replace', path: 'quantity', value }],
  });

export const tinyRead = (sandbox: Sandbox): VendorRequest =>
  psaRequest(sandbox, 'GET', '/finance/agreements/10/additions/20');
