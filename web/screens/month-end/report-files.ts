import type { ReportFormat } from '../../api/review-months.ts';
import type { ReportFile } from '../../components/report-layout.tsx';

const formats = [
  ['xlsx', 'Excel'],
  ['csv', 'CSV'],
  ['json', 'JSON'],
] as const;

/** The report of a month in every form. */
export const reportFiles = (fileOf: (format: ReportFormat) => string): readonly ReportFile[] =>
  formats.map(([format, words]) => ({ words, href: fileOf(format) }));
