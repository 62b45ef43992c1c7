import { X509Certificate } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { writePrivately } from './private-file.ts';
import { vendorDomains } from './vendor-names.ts';

/** Leaf key, leaf certificate and the CA certificate it hangs from, all PEM. */
export interface SandboxTls {
  readonly key: string;
  readonly cert: string;
  readonly ca: string;
  /** The file clients name in `OUTBOUND_CA_FILE`. */
  readonly caFile: string;
  /** Where all of it is kept for the next start. */
  readonly keptFile: string;
}

const stored = z.object({ key: z.string(), cert: z.string(), ca: z.string() });
const DAY_MS = 86_400_000;
const domains = Object.values(vendorDomains);

/**
 * TLS of the sandbox for every simulated vendor. Made once per directory and reused while it names them all and is
 * valid for a week more, so that a client survives a restart of the sandbox; the CA's private key is never kept.
 */
export async function sandboxTls(dir: string): Promise<SandboxTls> {
  const caFile = join(dir, 'sandbox-ca.pem');
  const keptFile = join(dir, 'sandbox-tls.json');
  const kept = readKept(keptFile);
  const pems = kept ?? (await makePems());
  if (kept === null) writePrivately(keptFile, JSON.stringify(pems));
  writePrivately(caFile, pems.ca);
  return { ...pems, caFile, keptFile };
}

function readKept(file: string): z.output<typeof stored> | null {
  if (!existsSync(file)) return null;
  try {
    const pems = stored.parse(JSON.parse(readFileSync(file, 'utf8')));
    const certificate = new X509Certificate(pems.cert);
    const namesAll = domains.every((domain) => certificate.checkHost(`any.${domain}`) !== undefined);
    return namesAll && Date.parse(certificate.validTo) > Date.now() + 7 * DAY_MS ? pems : null;
  } catch {
    return null;
  }
}

async function makePems(): Promise<z.output<typeof stored>> {
  // Takes longer to load than the rest of the sandbox, and is not needed where they were kept.
  const { generate } = await import('selfsigned');
  const validity = {
    notBeforeDate: new Date(Date.now() - DAY_MS),
    notAfterDate: new Date(Date.now() + 365 * DAY_MS),
  };
  const ca = await generate([{ name: 'commonName', value: 'Seatwise sandbox CA' }], {
    ...validity,
    keyType: 'ec',
    algorithm: 'sha256',
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
    ],
  });
  const leaf = await generate([{ name: 'commonName', value: 'Seatwise sandbox' }], {
    ...validity,
    keyType: 'ec',
    algorithm: 'sha256',
    ca: { key: ca.private, cert: ca.cert },
    extensions: [
      { name: 'basicConstraints', cA: false },
      { name: 'keyUsage', digitalSignature: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true },
      {
        name: 'subjectAltName',
        altNames: domains.map((domain) => ({ type: 2 as const, value: `*.${domain}` })),
      },
    ],
  });
  return { key: leaf.private, cert: leaf.cert, ca: ca.cert };
}
