import { createHash, randomBytes } from 'node:crypto';

/** `__Host-`: only over https or loopback, for this host alone, the whole path. Two installations on one machine differ. */
export const cookieNameOf = (installationId: string): string =>
  `__Host-seatwise-${installationId.slice(0, 8)}`;

/** 256 random bits. */
export const newSessionToken = (): string => randomBytes(32).toString('base64url');

export const tokenHash = (token: string): string => createHash('sha256').update(token, 'utf8').digest('hex');

/** Value of one cookie in a Cookie header; null when absent or not a token of ours. */
export function cookieValue(header: string | undefined, name: string): string | null {
  if (header === undefined) return null;
  for (const part of header.split(';')) {
    const separator = part.indexOf('=');
    if (separator > 0 && part.slice(0, separator).trim() === name) {
      const value = part.slice(separator + 1).trim();
      return /^[A-Za-z0-9_-]{20,100}$/u.test(value) ? value : null;
    }
  }
  return null;
}

const attributes = 'Path=/; Secure; HttpOnly; SameSite=Strict';

export const sessionCookie = (name: string, token: string, maxAgeSeconds: number): string =>
  `${name}=${token}; ${attributes}; Max-Age=${maxAgeSeconds}`;

/** Of a browser that was sent to an identity provider, which sends it back from another site: a strict cookie would stay behind. */
const ofProviders = 'Path=/; Secure; HttpOnly; SameSite=Lax';

/** Named after the session cookie. */
export const ssoCookieName = (name: string): string => `${name}-sso`;

export const ssoCookie = (name: string, token: string, maxAgeSeconds: number): string =>
  `${ssoCookieName(name)}=${token}; ${ofProviders}; Max-Age=${maxAgeSeconds}`;

export const endedSsoCookie = (name: string): string => `${ssoCookieName(name)}=; ${ofProviders}; Max-Age=0`;

export const endedCookie = (name: string): string => `${name}=; ${attributes}; Max-Age=0`;
