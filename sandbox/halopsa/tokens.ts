import { createHmac, timingSafeEqual } from 'node:crypto';
import type { VendorAnswer, VendorContext, VendorRequest } from '../vendor.ts';
import { json, text, tokenRejected } from './answers.ts';
import type { HaloApplication } from './scenario.ts';

/** What a token says. It is signed with the scenario's seed, so that it outlives a restart of the sandbox. */
interface TokenClaims {
  readonly clientId: string;
  readonly scopes: readonly string[];
  readonly generation: number;
  /** Unix milliseconds. */
  readonly until: number;
}

export interface Caller {
  readonly application: HaloApplication;
  readonly scopes: readonly string[];
}

const seal = (claims: string, seed: number): string =>
  createHmac('sha256', `halopsa ${seed}`).update(claims).digest('base64url');

/** `POST {auth_url}/token`: OAuth2 client credentials, form-encoded (halopsa.md 2). */
export function giveToken(request: VendorRequest, { scenario, now }: VendorContext): VendorAnswer {
  const { applications, tenantId, switches, tokenGeneration } = scenario.halopsa;
  if (request.method !== 'POST') return text(405, 'Method Not Allowed');
  const tenant = new URLSearchParams(request.query).get('tenant');
  if (tenant !== null && tenant !== tenantId)
    return tokenRejected(400, 'invalid_request', 'The specified tenant is not valid.');
  if (!/^application\/x-www-form-urlencoded\b/iu.test(request.headers['content-type'] ?? ''))
    return tokenRejected(400, 'invalid_request', 'The Content-Type header is not valid.');
  const form = new URLSearchParams(request.body.toString('utf8'));
  if (form.get('grant_type') !== 'client_credentials')
    return tokenRejected(400, 'unsupported_grant_type', 'The specified grant type is not supported.');
  const application = applications.find(
    ({ clientId, clientSecret, enabled }) =>
      enabled && clientId === form.get('client_id') && clientSecret === form.get('client_secret'),
  );
  if (application === undefined)
    return tokenRejected(401, 'invalid_client', 'The specified client credentials are invalid.');
  const scopes = (form.get('scope') ?? '').split(/\s+/u).filter((scope) => scope !== '');
  const isGranted = (scope: string): boolean => scope === 'all' || application.scopes.includes(scope);
  if (!scopes.every(isGranted))
    return tokenRejected(
      400,
      'invalid_scope',
      'This client application is not allowed to use the specified scope.',
    );
  const claims: TokenClaims = {
    clientId: application.clientId,
    scopes: scopes.includes('all') ? application.scopes : scopes,
    generation: tokenGeneration,
    until: now().getTime() + switches.tokenSeconds * 1_000,
  };
  const written = Buffer.from(JSON.stringify(claims)).toString('base64url');
  return json({
    access_token: `${written}.${seal(written, scenario.seed)}`,
    token_type: 'Bearer',
    expires_in: switches.tokenSeconds,
  });
}

/** Who calls; null: no token, a foreign or a dead one, or its application is there no more. */
export function callerOf(request: VendorRequest, { scenario, now }: VendorContext): Caller | null {
  const [, written = '', signature = ''] =
    /^bearer ([\w-]+)\.([\w-]+)$/iu.exec(request.headers['authorization'] ?? '') ?? [];
  const expected = Buffer.from(seal(written, scenario.seed));
  const given = Buffer.from(signature);
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return null;
  const claims = JSON.parse(Buffer.from(written, 'base64url').toString('utf8')) as TokenClaims;
  const { applications, tokenGeneration } = scenario.halopsa;
  const application = applications.find(({ clientId, enabled }) => enabled && clientId === claims.clientId);
  if (application === undefined || claims.generation !== tokenGeneration) return null;
  return claims.until > now().getTime() ? { application, scopes: claims.scopes } : null;
}
