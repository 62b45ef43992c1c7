import type { TableFormat } from '../api/client.ts';
import { monthReportFile, type ReportFormat, runningMonthFile } from '../api/review-months.ts';
import type { ReportFile } from '../components/report-layout.tsx';

/** A report as it is printed. */
export const pdfFile = (href: string): ReportFile => ({ words: 'PDF', href });

/** Tables as a file of each form that has them. */
export const tableFiles = (fileOf: (format: TableFormat) => string): readonly ReportFile[] => [
  { words: 'Excel', href: fileOf('xlsx') },
  { words: 'CSV', href: fileOf('csv') },
];

/** The report of a month in every form. */
export const reportFiles = (fileOf: (format: ReportFormat) => string): readonly ReportFile[] => [
  ...tableFiles(fileOf),
  { words: 'JSON', href: fileOf('json') },
];

/** Of a closed month, or, without its ID, of the running one. */
export const filesOfMonth = (integrationId: string, reviewMonthId: string | null): readonly ReportFile[] =>
  tableFiles((format) =>
    reviewMonthId === null ? runningMonthFile(integrationId, format) : monthReportFile(reviewMonthId, format),
  );
