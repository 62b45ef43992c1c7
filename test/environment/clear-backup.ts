import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { openStream, parseEnvelope } from '../../db/backup/envelope.ts';
import { createKeyRing } from '../../db/secrets/key-ring.ts';

/**
 * A backup as a version wrote it that did not seal: what is sealed in this one, in clear.
 * @param brings its master key stands in its head, as `--with-master-key` did
 */
export async function clearBackup(sealed: string, masterKey: Buffer, brings = false): Promise<Buffer> {
  const bytes = readFileSync(sealed);
  const line = bytes.toString('utf8', 0, bytes.indexOf(10));
  const keyRing = createKeyRing(masterKey, parseEnvelope(line)!.keyVersion);
  const body = new Blob([bytes.subarray(bytes.indexOf(10) + 1)]).stream();
  const plain = Buffer.from(await new Response(await openStream(keyRing, line, body)).arrayBuffer());
  if (!brings) return plain;
  const head = JSON.parse(plain.toString('utf8', 0, plain.indexOf(10))) as object;
  const first = JSON.stringify({ ...head, masterKey: masterKey.toString('base64') });
  const parts = plain.subarray(plain.indexOf(10), plain.lastIndexOf(10, plain.length - 2) + 1);
  const proven = Buffer.concat([Buffer.from(first), parts]);
  const sha256 = createHash('sha256').update(proven).digest('hex');
  const proof = JSON.stringify({ sha256, seal: keyRing.seal(sha256, 'backup') });
  return Buffer.concat([proven, Buffer.from(`${proof}\n`)]);
}
