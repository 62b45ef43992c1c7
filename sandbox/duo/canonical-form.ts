import { createHash } from 'node:crypto';

/**
 * The sandbox's own canonicalization of a signed Duo call (duo.md 1.2 to 1.4), written apart from the product's
 * so that a shared mistake cannot hide. Works on raw octets, as a server sees them.
 */

/** One decoded `name=value` pair of a query string or a form body. */
export interface Parameter {
  readonly name: string;
  readonly value: string;
}

/** Decodes `application/x-www-form-urlencoded` text; `+` is a space. Malformed escapes are kept as they are. */
export function parseParameters(encoded: string): Parameter[] {
  if (encoded === '') return [];
  return encoded
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair) => {
      const cut = pair.indexOf('=');
      return cut < 0
        ? { name: decode(pair), value: '' }
        : { name: decode(pair.slice(0, cut)), value: decode(pair.slice(cut + 1)) };
    });
}

function decode(text: string): string {
  const octets: number[] = [];
  const raw = Buffer.from(text, 'utf8');
  for (let at = 0; at < raw.length; at += 1) {
    const octet = raw.readUInt8(at);
    const escaped = octet === 0x25 ? raw.toString('latin1', at + 1, at + 3) : '';
    if (/^[0-9A-Fa-f]{2}$/.test(escaped)) {
      octets.push(Number.parseInt(escaped, 16));
      at += 2;
    } else {
      octets.push(octet === 0x2b ? 0x20 : octet);
    }
  }
  return Buffer.from(octets).toString('utf8');
}

const UNRESERVED = new Set(
  Buffer.from('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~', 'latin1'),
);

/** RFC 3986 percent-encoding with upper-case hex (duo.md 1.4 rule 1). */
function encode(text: string): string {
  let out = '';
  for (const octet of Buffer.from(text, 'utf8')) {
    out += UNRESERVED.has(octet)
      ? String.fromCharCode(octet)
      : `%${octet.toString(16).toUpperCase().padStart(2, '0')}`;
  }
  return out;
}

/** The canonical parameter line: encoded, sorted by name and then value in byte order. */
export function canonicalParameters(parameters: readonly Parameter[]): string {
  return parameters
    .map(({ name, value }) => ({ name: encode(name), value: encode(value), raw: Buffer.from(name, 'utf8') }))
    .sort(
      (a, b) => Buffer.compare(a.raw, b.raw) || Buffer.compare(Buffer.from(a.value), Buffer.from(b.value)),
    )
    .map(({ name, value }) => `${name}=${value}`)
    .join('&');
}

export function sha512(data: string | Buffer): string {
  return createHash('sha512').update(data).digest('hex');
}

/** Hash of the canonical `X-Duo-*` headers (duo.md 1.3): names and values joined by single NUL bytes. */
export function hashOfDuoHeaders(headers: Readonly<Record<string, string | undefined>>): string {
  const signed = Object.entries(headers)
    .map(([name, value]) => [name.toLowerCase(), value ?? ''] as const)
    .filter(([name]) => name.startsWith('x-duo-'))
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return sha512(signed.flat().join('\0'));
}
