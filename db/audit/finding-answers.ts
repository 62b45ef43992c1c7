import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { AuditAction } from '../../domain/audit-actions.ts';
import { type AuditRow, hashedColumns } from './audit-chain.ts';
import type { AuditFinding } from './audit-findings.ts';

/** A person's statement about one row that is ahead of its time. Its entry in the audit is what counts. */
export interface FindingAnswer {
  readonly seq: string;
  readonly rowHash: string;
  readonly reason: string;
  /** ID of the member. */
  readonly memberId: string;
  readonly at: string;
}

export const findingAnswered = 'audit.finding-answered' satisfies AuditAction;

const detailSchema = z.object({ seq: z.string(), rowHash: z.string(), reason: z.string() });

/** SHA-256 of all columns of a row: an answer holds for these values alone. */
export const rowHash = (row: AuditRow): string =>
  createHash('sha256')
    .update(JSON.stringify(hashedColumns.map((column) => row[column])), 'utf8')
    .digest('hex');

/** Returns `null` when the row is no answer of a person. */
export function answerIn(row: AuditRow): FindingAnswer | null {
  if (row.action !== findingAnswered || row.actorKind !== 'member') return null;
  const { data } = detailSchema.safeParse(JSON.parse(row.detail));
  return data === undefined ? null : { ...data, memberId: row.actorId, at: row.at };
}

/** Returns the answer to a finding; `null` while it is open. Only rows ahead of their time can be answered. */
export const answerTo = (
  { kind, rowHash: hash, seq }: AuditFinding,
  answers: readonly FindingAnswer[],
): FindingAnswer | null =>
  kind === 'future'
    ? (answers.find((answer) => answer.seq === seq && answer.rowHash === hash) ?? null)
    : null;
