import type { TableFormat } from '../api/client.ts';
import type { ReportFormat } from '../api/review-months.ts';
import type { ReportFile } from '../components/report-layout.tsx';

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
