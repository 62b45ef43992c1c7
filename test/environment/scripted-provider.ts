import { createHash, randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { type CryptoKey, exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose';
import { generate } from 'selfsigned';
import type { OutboundOptions } from '../../http/outbound.ts';
import { parseResolve } from '../../http/resolve.ts';

/** Identity providers that do exactly what a test says, also what no real one would. */
export interface ScriptedProviders {
  /** By which the product reaches them, under their names. */
  readonly outbound: OutboundOptions;
  /** The provider of this issuer, whose host must be one of the set. */
  at(issuer: string): ScriptedProvider;
  close(): void;
}

type Sign = (claims: JWTPayload, key: SigningKey) => Promise<string>;

export interface SigningKey {
  readonly kid: string;
  readonly private: CryptoKey;
  readonly public: CryptoKey;
}

export interface ScriptedProvider {
  readonly issuer: string;
  /** Claims of the ID token in addition to the standard ones; `undefined` leaves a claim out. */
  claims: Record<string, unknown>;
  /** Claims of the user info endpoint in addition to the subject; `null` when it has no such endpoint. */
  userInfo: Record<string, unknown> | null;
  /** Fields of the discovery document in addition to the standard ones. */
  metadata: Record<string, unknown>;
  keys: SigningKey[];
  sign: Sign;
  /** What it does instead of answering: its path first. */
  instead: ((path: string, response: ServerResponse) => boolean) | null;
  /** Paths that were called. */
  readonly calls: string[];
  /** A logout token for one session, or for all of a subject. Undefined claims are left out. */
  logoutToken(claims: Record<string, unknown>): Promise<string>;
  /** What a browser does there: signs in and gives the address that it is sent back to. */
  authorize(url: string): string;
}

interface Pending {
  readonly nonce: string;
  readonly challenge: string;
  readonly redirectUri: string;
  readonly clientId: string;
}

export async function newSigningKey(kid: string = randomUUID()): Promise<SigningKey> {
  const { privateKey, publicKey } = await generateKeyPair('RS256', { extractable: true });
  return { kid, private: privateKey, public: publicKey };
}

const usualSign: Sign = (claims, key) =>
  new SignJWT(claims).setProtectedHeader({ alg: 'RS256', kid: key.kid }).sign(key.private);

const now = (): number => Math.floor(Date.now() / 1_000);

export async function scriptedProviders(hosts: readonly string[]): Promise<ScriptedProviders> {
  const made = await generate([{ name: 'commonName', value: 'providers' }], {
    keyType: 'ec',
    extensions: [
      { name: 'basicConstraints', cA: true },
      { name: 'subjectAltName', altNames: hosts.map((value) => ({ type: 2, value })) },
    ],
  });
  const providers = new Map<string, Scripted>();
  const server = createServer({ key: made.private, cert: made.cert }, (request, response) => {
    const path = request.url ?? '/';
    const provider = [...providers.values()].find(
      ({ issuer }) =>
        new URL(issuer).host === request.headers.host &&
        path.startsWith(new URL(issuer).pathname.replace(/\/$/u, '')),
    );
    void (provider?.answer(request, response) ?? response.writeHead(404).end());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const key = await newSigningKey();
  return {
    outbound: {
      resolve: parseResolve(hosts.map((host) => `${host}=127.0.0.1:${port}`).join(',')),
      extraCa: made.cert,
    },
    at: (issuer) => {
      const provider = providers.get(issuer) ?? new Scripted(issuer, key);
      providers.set(issuer, provider);
      return provider;
    },
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

class Scripted implements ScriptedProvider {
  claims: Record<string, unknown> = {};
  userInfo: Record<string, unknown> | null = null;
  metadata: Record<string, unknown> = {};
  keys: SigningKey[];
  sign: Sign = usualSign;
  instead: ScriptedProvider['instead'] = null;
  readonly calls: string[] = [];
  readonly issuer: string;
  readonly #codes = new Map<string, Pending>();

  constructor(issuer: string, key: SigningKey) {
    this.issuer = issuer;
    this.keys = [key];
  }

  authorize(address: string): string {
    const asked = new URL(address).searchParams;
    const code = randomUUID();
    this.#codes.set(code, {
      nonce: asked.get('nonce')!,
      challenge: asked.get('code_challenge')!,
      redirectUri: asked.get('redirect_uri')!,
      clientId: asked.get('client_id')!,
    });
    const back = new URL(asked.get('redirect_uri')!);
    back.searchParams.set('code', code);
    back.searchParams.set('state', asked.get('state')!);
    back.searchParams.set('iss', this.issuer);
    return back.href;
  }

  logoutToken(claims: Record<string, unknown>): Promise<string> {
    const [key] = this.keys;
    const whole = {
      iss: this.issuer,
      iat: now(),
      jti: randomUUID(),
      events: { 'http://schemas.openid.net/event/backchannel-logout': {} },
      ...claims,
    };
    return usualSign(JSON.parse(JSON.stringify(whole)) as JWTPayload, key!);
  }

  async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = (request.url ?? '/').slice(new URL(this.issuer).pathname.replace(/\/$/u, '').length);
    this.calls.push(path);
    if (this.instead?.(path, response) === true) return;
    const json = (status: number, body: unknown): void => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    };
    switch (path) {
      case '/.well-known/openid-configuration':
        json(200, this.#document());
        return;
      case '/jwks':
        json(200, { keys: await Promise.all(this.keys.map(publicJwk)) });
        return;
      case '/userinfo':
        json(200, { sub: this.claims['sub'], ...this.userInfo });
        return;
      case '/token': {
        let form = '';
        for await (const chunk of request) form += String(chunk);
        json(...(await this.#redeem(new URLSearchParams(form))));
        return;
      }
      default:
        json(404, {});
    }
  }

  #document() {
    const at = (path: string): string => `${this.issuer.replace(/\/$/u, '')}${path}`;
    return {
      issuer: this.issuer,
      authorization_endpoint: at('/authorize'),
      token_endpoint: at('/token'),
      jwks_uri: at('/jwks'),
      end_session_endpoint: at('/logout'),
      response_types_supported: ['code'],
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: ['RS256'],
      token_endpoint_auth_methods_supported: ['client_secret_post'],
      authorization_response_iss_parameter_supported: true,
      ...(this.userInfo === null ? {} : { userinfo_endpoint: at('/userinfo') }),
      ...this.metadata,
    };
  }

  /** Each code once, for the verifier whose hash began it. */
  async #redeem(form: URLSearchParams): Promise<[status: number, body: object]> {
    const code = form.get('code') ?? '';
    const pending = this.#codes.get(code);
    this.#codes.delete(code);
    const challenge = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url');
    if (pending === undefined || challenge !== pending.challenge) return [400, { error: 'invalid_grant' }];
    const claims = {
      iss: this.issuer,
      aud: pending.clientId,
      iat: now(),
      exp: now() + 300,
      auth_time: now(),
      nonce: pending.nonce,
      ...this.claims,
    };
    const idToken = await this.sign(JSON.parse(JSON.stringify(claims)) as JWTPayload, this.keys[0]!);
    return [200, { access_token: randomUUID(), token_type: 'Bearer', expires_in: 300, id_token: idToken }];
  }
}

const publicJwk = async (key: SigningKey) => ({
  ...(await exportJWK(key.public)),
  kid: key.kid,
  alg: 'RS256',
  use: 'sig',
});
