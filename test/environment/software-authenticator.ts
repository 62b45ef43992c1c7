import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';

/** What a test may have an authenticator do wrong. */
interface Fault {
  readonly origin?: string;
  readonly rpId?: string;
  readonly challenge?: string;
  readonly isUserVerified?: boolean;
  readonly counter?: number;
  /** Null: left out. */
  readonly userHandle?: string | null;
}

/** What of creation options an authenticator needs. */
export interface CreationOptions {
  readonly challenge: string;
  readonly user: { readonly id: string };
}

/** A security key in software (WebAuthn Level 3): ES256, no attestation, and its user is there and verified. */
export interface SoftwareAuthenticator {
  /** Answers creation options as `navigator.credentials.create` does, in JSON. */
  create(options: CreationOptions, fault?: Fault): Readonly<Record<string, unknown>> & { readonly id: string };
  /** Answers request options as `navigator.credentials.get` does, in JSON. */
  get(options: { readonly challenge: string }, fault?: Fault): Readonly<Record<string, unknown>> & { readonly id: string };
} // prettier-ignore

const sha256 = (data: string | Buffer): Buffer => createHash('sha256').update(data).digest();

const header = (major: number, length: number): Buffer => {
  const type = major << 5;
  if (length < 24) return Buffer.from([type | length]);
  return length < 256 ? Buffer.from([type | 24, length]) : Buffer.from([type | 25, length >> 8, length & 255]);
}; // prettier-ignore
const bytes = (value: Buffer): Buffer => Buffer.concat([header(2, value.length), value]);
const text = (value: string): Buffer => Buffer.concat([header(3, value.length), Buffer.from(value)]);
const integer = (value: number): Buffer => (value < 0 ? header(1, -1 - value) : header(0, value));
const map = (...entries: readonly (readonly [Buffer, Buffer])[]): Buffer =>
  Buffer.concat([header(5, entries.length), ...entries.flat()]);

function coseKey(key: KeyObject): Buffer {
  const { x, y } = key.export({ format: 'jwk' });
  return map(
    [integer(1), integer(2)],
    [integer(3), integer(-7)],
    [integer(-1), integer(1)],
    [integer(-2), bytes(Buffer.from(x!, 'base64url'))],
    [integer(-3), bytes(Buffer.from(y!, 'base64url'))],
  );
}

const flags = { present: 0x01, verified: 0x04, hasKey: 0x40 } as const;

/** @param page of the browser it is plugged into; @param counts false: as a synced passkey, whose counter stays at 0 */
export function softwareAuthenticator(
  page: { readonly origin: string; readonly rpId: string },
  counts = true,
): SoftwareAuthenticator {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const credentialId = randomBytes(32);
  const id = credentialId.toString('base64url');
  let uses = 0;
  let userHandle: string | null = null;
  const authData = (fault: Fault, more: Buffer): Buffer => {
    if (counts) uses += 1;
    const counter = Buffer.alloc(4);
    counter.writeUInt32BE(fault.counter ?? uses);
    const set =
      flags.present |
      (fault.isUserVerified === false ? 0 : flags.verified) |
      (more.length > 0 ? flags.hasKey : 0);
    return Buffer.concat([sha256(fault.rpId ?? page.rpId), Buffer.from([set]), counter, more]);
  };
  const clientData = (type: string, challenge: string, fault: Fault): Buffer =>
    Buffer.from(
      JSON.stringify({
        type,
        challenge: fault.challenge ?? challenge,
        origin: fault.origin ?? page.origin,
        crossOrigin: false,
      }),
    );
  const answer = (response: Readonly<Record<string, unknown>>) => ({
    id,
    rawId: id,
    type: 'public-key',
    clientExtensionResults: {},
    response,
  });
  return {
    create: ({ challenge, user }, fault = {}) => {
      userHandle = user.id;
      const length = Buffer.from([0, credentialId.length]);
      const key = Buffer.concat([Buffer.alloc(16), length, credentialId, coseKey(publicKey)]);
      const attestation = map(
        [text('fmt'), text('none')],
        [text('attStmt'), map()],
        [text('authData'), bytes(authData(fault, key))],
      );
      return answer({
        clientDataJSON: clientData('webauthn.create', challenge, fault).toString('base64url'),
        attestationObject: attestation.toString('base64url'),
        transports: ['internal'],
      });
    },
    get: ({ challenge }, fault = {}) => {
      const client = clientData('webauthn.get', challenge, fault);
      const data = authData(fault, Buffer.alloc(0));
      const signature = sign('sha256', Buffer.concat([data, sha256(client)]), privateKey);
      return answer({
        clientDataJSON: client.toString('base64url'),
        authenticatorData: data.toString('base64url'),
        signature: signature.toString('base64url'),
        ...(fault.userHandle === null ? {} : { userHandle: fault.userHandle ?? userHandle }),
      });
    },
  };
}
