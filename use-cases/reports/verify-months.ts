import { createHash } from 'node:crypto';
import type { Queryable } from '../../db/model/database.ts';
import { filedMonths, type FiledMonth, findReportFile } from '../../db/usage/report-files.ts';
import { checksumOfRow } from '../../db/usage/review-months.ts';
import { type Message, message } from '../../messages/message.ts';

export interface MonthVerification {
  readonly months: number;
  readonly files: number;
  /** Mismatches with the audit. */
  readonly findings: readonly Message[];
}

/** Compares the data and the files of every closed month with what the audit has of them. Changes nothing. */
export async function verifyMonths(db: Queryable, tenantId: string): Promise<MonthVerification> {
  const months = await filedMonths(db, tenantId);
  const findings: Message[] = [];
  for (const month of months) findings.push(...(await faultsOf(db, tenantId, month)));
  const files = months.reduce((sum, month) => sum + (month.files?.length ?? 0), 0);
  return { months: months.length, files, findings };
}

async function faultsOf(db: Queryable, tenantId: string, closed: FiledMonth): Promise<readonly Message[]> {
  const { id, month, version } = closed;
  const faults: Message[] = [];
  if (closed.checksum !== (await checksumOfRow(db, tenantId, id)))
    faults.push(message('audit-chain.month-changed', { month, version }));
  for (const { name, sha256 } of closed.files ?? []) {
    const file = await findReportFile(db, tenantId, id, { name });
    if (file === null) faults.push(message('audit-chain.file-missing', { name }));
    else if (createHash('sha256').update(file.bytes).digest('hex') !== sha256)
      faults.push(message('audit-chain.stored-file-changed', { name }));
  }
  return faults;
}
