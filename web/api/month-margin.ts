import { useQuery } from '@tanstack/react-query';
import type { z } from 'zod';
import { ReportDocument } from '../../contracts/api/report-document.ts';
import { apiAddress, read, type TableFormat } from './client.ts';

export type MarginReport = z.output<typeof ReportDocument>;

/** A closed month by its ID, or the running one of an integration. */
export type MonthOf = { readonly closed: string } | { readonly running: string };

const pathOf = (of: MonthOf): string =>
  'closed' in of ? `/margin-reports/closed/${of.closed}` : `/margin-reports/running/${of.running}`;

/** Read only by those who may see margins (RULES 15); everybody else is rejected. */
export const useMonthMargin = (of: MonthOf) =>
  useQuery({
    queryKey: ['review-months', 'margin', pathOf(of)],
    queryFn: ({ signal }) => read(pathOf(of), ReportDocument, { signal }),
  });

export const monthMarginFile = (of: MonthOf, format: TableFormat | 'pdf'): string =>
  apiAddress(`${pathOf(of)}.${format}`);
