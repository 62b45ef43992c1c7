import { createHash } from 'node:crypto';
import { about, recordAudit } from '../../db/audit/audit.ts';
import { inOneSnapshot } from '../../db/driver/page.ts';
import type { Database } from '../../db/model/database.ts';
import { mspIdentity } from '../../db/settings/msp-identity.ts';
import { claimWithoutFiles, type NewReportFile, storeReportFiles } from '../../db/usage/report-files.ts';
import { findReviewMonth } from '../../db/usage/review-months.ts';
import { systemActor } from '../../domain/keys.ts';
import type { Kinds } from '../../domain/kinds.ts';
import { fileOf, formatFacts, nameOfFile, reportFormats } from '../../reports/files.ts';
import { closedMonthDocument } from './month-documents.ts';

/** Of files that are kept. */
export const languageOfFiles = 'en';

/**
 * Writes and keeps the files of a closed month that has none, each once, with their hashes in the audit (RULES 12). Rows are
 * claimed in one statement and files written outside of any transaction. Returns whether there was one; rejects when a file
 * cannot be written: it is tried again when the claim ran out.
 */
export async function fileNextMonth(db: Database, kinds: Kinds, now: () => Date): Promise<boolean> {
  const claimed = await claimWithoutFiles(db);
  if (claimed === null) return false;
  const { tenantId, id } = claimed;
  const { stored, document, paper } = await inOneSnapshot(db, async (snapshot) => {
    const month = await findReviewMonth(snapshot, tenantId, id);
    if (month === null) throw new Error(`closed month ${id} has no row`);
    return {
      stored: month,
      document: await closedMonthDocument(snapshot, kinds, tenantId, month, languageOfFiles),
      paper: (await mspIdentity(snapshot, tenantId)).paper,
    };
  });
  const files: NewReportFile[] = [];
  for (const format of reportFormats) {
    const bytes = await fileOf(document, format, paper);
    files.push({
      name: nameOfFile(document, format),
      format,
      paper: format === 'pdf' ? paper : null,
      mediaType: formatFacts[format].mediaType,
      sha256: createHash('sha256').update(bytes).digest('hex'),
      bytes,
    });
  }
  const { integrationId, month, version } = stored;
  await db.transaction().execute(async (tx) => {
    if (!(await storeReportFiles(tx, { tenantId, id, at: now() }, files))) return;
    const hashes = files.map(({ name, sha256 }) => ({ name, sha256 }));
    await recordAudit(tx, {
      tenantId,
      actor: systemActor,
      action: 'month.filed',
      ...about('review-month', id, { integrationId }),
      detail: { month, version, files: hashes },
    });
  });
  return true;
}
