import { createHash } from 'node:crypto';
import { z } from 'zod';
import { AuditAnchor as AuditAnchorSchema } from '../../../contracts/stored/audit-anchor.ts';
import type { WebhookEvent } from '../../../domain/webhooks.ts';
import type { SignedCheckpointState } from '../signed-checkpoint.ts';
import { isSameMac, type KeyRing } from '../../secrets/key-ring.ts';

export type AuditAnchor = z.infer<typeof AuditAnchorSchema>;

const macOf = (keyRing: KeyRing, unsigned: Omit<AuditAnchor, 'mac'>): string =>
  keyRing.sign(JSON.stringify(unsigned), 'audit anchor');

/** The newest signed checkpoint as a line; the same for the same signed checkpoint, so that writing it twice tells nothing new. */
export function anchorOf(keyRing: KeyRing, tenantId: string, signed: SignedCheckpointState): AuditAnchor {
  const unsigned = {
    seatwiseAuditAnchor: 1 as const,
    tenantId,
    counter: signed.counter,
    position: signed.position,
    hash: signed.hash,
    beganAt: signed.beganAt.toISOString(),
    signedAt: signed.signedAt.toISOString(),
    before: signed.anchored,
    start: signed.start,
    keyVersion: keyRing.version,
  };
  return { ...unsigned, mac: macOf(keyRing, unsigned) };
}

export const lineOf = (anchor: AuditAnchor): string => JSON.stringify(anchor);

export const digestOf = (anchor: AuditAnchor): string =>
  createHash('sha256').update(lineOf(anchor), 'utf8').digest('hex');

/** Null where it is not a line as we write it, to the byte. */
export function parseAnchor(line: string): AuditAnchor | null {
  try {
    const { data } = AuditAnchorSchema.safeParse(JSON.parse(line));
    return data !== undefined && lineOf(data) === line ? data : null;
  } catch {
    return null;
  }
}

/**
 * What a receiver keeps in a line: a signed checkpoint, or the message or line of the log that brought it, in whatever
 * layout; what was signed is the same. `other`: an empty line, or something else that Seatwise says. Null: neither.
 */
export function parseReceived(line: string): AuditAnchor | 'other' | null {
  if (line.trim() === '') return 'other';
  try {
    const value: unknown = JSON.parse(line);
    const brought = broughtSchema.safeParse(value).data;
    if (brought === 'other') return 'other';
    return AuditAnchorSchema.safeParse(brought === undefined ? value : brought.anchor).data ?? null;
  } catch {
    return null;
  }
}

const broughtSchema = z.union([
  z
    .object({ type: z.literal('audit.checkpoint' satisfies WebhookEvent), data: z.unknown() })
    .transform(({ data }) => ({ anchor: data })),
  z.object({ msg: z.string(), anchor: z.looseObject({}) }).transform(({ anchor }) => ({ anchor })),
  z.object({ type: z.string(), data: z.unknown() }).transform(() => 'other' as const),
  z.object({ msg: z.string(), level: z.union([z.number(), z.string()]) }).transform(() => 'other' as const),
]);

/** False too where it was signed under another version of the master key. */
export function isAnchorSignedBy(keyRing: KeyRing, { mac, ...unsigned }: AuditAnchor): boolean {
  return isSameMac(macOf(keyRing, unsigned), mac);
}
