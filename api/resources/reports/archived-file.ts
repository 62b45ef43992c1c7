import type { Request } from 'express';
import { findReportFile } from '../../../db/usage/report-files.ts';
import type { PaperSize } from '../../../domain/msp.ts';
import type { ReportFormat } from '../../../reports/files.ts';
import { languageOfFiles } from '../../../use-cases/reports/file-month.ts';
import type { ApiDependencies } from '../../dependencies.ts';
import type { SentFile } from '../../file-answer.ts';
import { localeOf } from '../../rendering.ts';
import type { Caller } from '../../sign-in/caller.ts';

interface Asked {
  readonly request: Request;
  readonly deps: ApiDependencies;
  readonly caller: Caller;
  readonly params: { readonly monthId: string };
}

/**
 * Returns the file of a closed month whose hash is in the audit; `null` when it is not written yet, or not in this language
 * and paper size. @param paper `undefined`: of the stored one
 */
export async function keptFile(
  { deps, caller, params, request }: Asked,
  { format, paper }: { readonly format: ReportFormat; readonly paper?: PaperSize | undefined },
): Promise<SentFile | null> {
  if (localeOf(request) !== languageOfFiles) return null;
  const file = await findReportFile(deps.db, caller.tenantId, params.monthId, { format });
  return file === null || (format === 'pdf' && paper !== undefined && paper !== file.paper) ? null : file;
}
