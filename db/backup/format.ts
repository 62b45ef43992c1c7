import { createHash, type Hash } from 'node:crypto';
import { z } from 'zod';

/**
 * What a backup holds (docs/decisions, "A backup is one file that vouches for itself"), and what its file is sealed over
 * (envelope.ts): lines of JSON, and after the line of each part its bytes, COPY text in gzip.
 *
 *     {head}⏎  ({part}⏎ bytes)*  {totals}⏎  {proof}⏎
 *
 * The proof holds a SHA-256 of every byte before it, by which the audit of a restored installation names the backup.
 */
export const formatVersion = 1;

/** Raw bytes of a table in one part at most; what is in memory at a time. */
export const partBytes = 4_000_000;
/** More than any line or part that this version writes; a file that asks for more is not one of ours. */
export const longestRead = 64_000_000;

export const headSchema = z.object({
  seatwiseBackup: z.literal(formatVersion),
  createdAt: z.iso.datetime(),
  installationId: z.uuid(),
  schema: z.object({ version: z.int(), minReader: z.int() }),
  /** Applied in the database that was copied, in order. */
  migrations: z.array(z.string()).min(1),
  /** In the order in which they can be loaded: what others refer to first. */
  tables: z.array(z.object({ name: z.string(), columns: z.array(z.string()).min(1) })).min(1),
  /** Where the audit of each tenant stood. */
  audit: z.array(z.object({ tenantId: z.uuid(), counter: z.int(), position: z.int(), hash: z.string() })),
  /** Version of the master key that the credentials in it are sealed under. */
  keyVersion: z.int(),
});
export type BackupHead = z.infer<typeof headSchema>;

export const partSchema = z.object({
  table: z.string(),
  bytes: z.int().positive(),
  sha256: z.string(),
});
export type BackupPart = z.infer<typeof partSchema>;

export const totalsSchema = z.object({
  rows: z.record(z.string(), z.int().nonnegative()),
  sequences: z.array(
    z.object({ table: z.string(), column: z.string(), value: z.string(), called: z.boolean() }),
  ),
});
export type BackupTotals = z.infer<typeof totalsSchema>;

export const proofSchema = z.object({ sha256: z.string() });

export const lineSchema = z.union([partSchema, totalsSchema]);

export const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

/** Of everything so far, leaving the hash usable. */
export const soFar = (hash: Hash): string => hash.copy().digest('hex');
