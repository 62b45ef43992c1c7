import { consoleReports } from '../../../messages/generated/console-reports.ts';
import { type Texts, useTexts } from '../../components/texts.ts';

export type ReportsText = Texts<typeof consoleReports.declared>;

/** @param integrationId whose terms are used; absent: those that hold for all */
export const useReportsTexts = (integrationId?: string): ReportsText =>
  useTexts(consoleReports, integrationId);
