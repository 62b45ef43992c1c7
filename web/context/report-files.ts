import type { TableFormat } from '../api/client.ts';
import {
  controlListFile,
  monthReportFile,
  type ReportFormat,
  runningMonthFile,
} from '../api/review-months.ts';
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
  pdfFile(fileOf('pdf')),
  ...tableFiles(fileOf),
  { words: 'JSON', href: fileOf('json') },
];

/** Of a closed month, or, without its ID, of the running one. @param controlList what the list for the accountant is called */
export const filesOfMonth = (
  integrationId: string,
  reviewMonthId: string | null,
  controlList: string,
): readonly ReportFile[] => {
  const fileOf = (format: ReportFormat): string =>
    reviewMonthId === null ? runningMonthFile(integrationId, format) : monthReportFile(reviewMonthId, format);
  return [
    pdfFile(fileOf('pdf')),
    ...tableFiles(fileOf),
    ...(reviewMonthId === null ? [] : [{ words: controlList, href: controlListFile(reviewMonthId) }]),
  ];
};
