import { createHash } from 'node:crypto';
import { Decrypter, Encrypter, type Identity, type Recipient, Stanza } from 'age-encryption';
import { z } from 'zod';
import type { KeyRing } from '../secrets/key-ring.ts';

/**
 * A sealed backup: one line of JSON that says which key opens it, and behind it an age file (age-encryption.org/v1)
 * whose plaintext is the backup itself (format.ts). The file key of age is sealed under the key ring.
 */
export const sealedVersion = 2;

const envelopeSchema = z.strictObject({
  seatwiseBackup: z.literal(sealedVersion),
  createdAt: z.iso.datetime(),
  /** Of the master key; says nothing about it. */
  keyId: z.string(),
  keyVersion: z.int().positive(),
  /** The master key, base64 of an age file under a passphrase; only where it was asked for. */
  masterKey: z.string().optional(),
});
export type Envelope = z.infer<typeof envelopeSchema>;

/** Null: not a line as we write it, to the byte. */
export function parseEnvelope(line: string): Envelope | null {
  try {
    const { data } = envelopeSchema.safeParse(JSON.parse(line));
    return data !== undefined && JSON.stringify(data) === line ? data : null;
  } catch {
    return null;
  }
}

const stanzaType = 'seatwise/master-key';
const fileKeyContext = 'backup file key';
const digestOf = (line: string): string => createHash('sha256').update(line, 'utf8').digest('hex');

/** Binds the envelope to what is sealed: age authenticates the words of a stanza. */
const recipient = (keyRing: KeyRing, line: string): Recipient => ({
  wrapFileKey: (fileKey) => [
    new Stanza(
      [stanzaType, digestOf(line)],
      Buffer.from(keyRing.seal(Buffer.from(fileKey).toString('base64'), fileKeyContext), 'base64'),
    ),
  ],
});

const identity = (keyRing: KeyRing, line: string): Identity => ({
  unwrapFileKey(stanzas) {
    const ours = stanzas.find(({ args }) => args[0] === stanzaType && args[1] === digestOf(line));
    if (ours === undefined) return null;
    const sealed = Buffer.from(ours.body).toString('base64');
    return new Uint8Array(Buffer.from(keyRing.open(sealed, fileKeyContext), 'base64'));
  },
});

/** The envelope's line, and a stream of what stands behind it. */
export async function sealStream(
  keyRing: KeyRing,
  envelope: Envelope,
  plain: ReadableStream<Uint8Array>,
): Promise<{ readonly line: string; readonly sealed: ReadableStream<Uint8Array> }> {
  const line = JSON.stringify(envelope);
  const encrypter = new Encrypter();
  encrypter.addRecipient(recipient(keyRing, line));
  return { line, sealed: await encrypter.encrypt(plain) };
}

/** Throws where the key or a byte is not the one that it was sealed with; a stream that was cut fails at its end. */
export async function openStream(
  keyRing: KeyRing,
  line: string,
  sealed: ReadableStream<Uint8Array>,
): Promise<ReadableStream<Uint8Array>> {
  const decrypter = new Decrypter();
  decrypter.addIdentity(identity(keyRing, line));
  return decrypter.decrypt(sealed);
}

/** Under scrypt with age's own work factor: some seconds and 256 MB for each try. */
export async function sealMasterKey(masterKey: Buffer, passphrase: string): Promise<string> {
  const encrypter = new Encrypter();
  encrypter.setPassphrase(passphrase);
  return Buffer.from(await encrypter.encrypt(new Uint8Array(masterKey))).toString('base64');
}

/** Null: it is another passphrase, or the text was changed. */
export async function openMasterKey(sealed: string, passphrase: string): Promise<Buffer | null> {
  const decrypter = new Decrypter();
  decrypter.addPassphrase(passphrase);
  try {
    return Buffer.from(await decrypter.decrypt(new Uint8Array(Buffer.from(sealed, 'base64'))));
  } catch {
    return null;
  }
}
