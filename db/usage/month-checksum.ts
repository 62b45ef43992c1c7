import { createHash } from 'node:crypto';
import { canonicalJson } from '../../domain/canonical-json.ts';

/** The data of a closed month as its row holds it: documents as they are stored, not as a version reads them. */
export interface ChecksumData {
  readonly integrationId: string;
  readonly month: string;
  readonly version: number;
  readonly currency: string;
  readonly composedAt: Date;
  readonly closedAt: Date;
  readonly closedBy: unknown;
  readonly totals: unknown;
  readonly lines: unknown;
  readonly changes: unknown;
  readonly figures: unknown;
  readonly facts: unknown;
  readonly invoices: unknown;
  readonly form: number;
}

/** SHA-256 in hex over the canonical JSON of these (RULES 12). Further columns of the row are no part of it. */
export function monthChecksum({
  integrationId,
  month,
  version,
  currency,
  composedAt,
  closedAt,
  closedBy,
  totals,
  lines,
  changes,
  figures,
  facts,
  invoices,
  form,
}: ChecksumData): string {
  const data = {
    integrationId, month, version, currency, composedAt, closedAt, closedBy, totals, lines, changes, figures, facts,
    invoices, form,
  }; // prettier-ignore
  // As a row gives it back: instants as text, and nothing that JSON leaves out.
  const stored: unknown = JSON.parse(JSON.stringify(data));
  return createHash('sha256').update(canonicalJson(stored), 'utf8').digest('hex');
}
