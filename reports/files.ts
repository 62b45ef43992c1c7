import type { PaperSize } from '../domain/msp.ts';
import { csvZipOf } from './csv/write.ts';
import type { RenderedDocument } from './document.ts';
import { pdfOf } from './pdf/write.ts';
import { workbookOf } from './workbook/write.ts';

export const reportFormats = ['pdf', 'xlsx', 'csv'] as const;
export type ReportFormat = (typeof reportFormats)[number];

/** Of each format its media type, and the ending of its name: a CSV is one table, so that several are a ZIP. */
export const formatFacts: Readonly<
  Record<ReportFormat, { readonly mediaType: string; readonly ending: string }>
> = {
  pdf: { mediaType: 'application/pdf', ending: 'pdf' },
  xlsx: {
    mediaType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    ending: 'xlsx',
  },
  csv: { mediaType: 'application/zip', ending: 'zip' },
};

export const nameOfFile = ({ fileName }: Pick<RenderedDocument, 'fileName'>, format: ReportFormat): string =>
  `${fileName}.${formatFacts[format].ending}`;

/** Returns the bytes of a document in a format: the same for the same document. Rejects when its thread fails. */
export function fileOf(
  document: RenderedDocument,
  format: ReportFormat,
  paper: PaperSize,
): Promise<Uint8Array> {
  switch (format) {
    case 'pdf':
      return pdfOf(document, paper);
    case 'xlsx':
      return workbookOf(document);
    case 'csv':
      return csvZipOf(document);
  }
}
