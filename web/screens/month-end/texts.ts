import { consoleMonthEnd } from '../../../messages/generated/console-month-end.ts';
import { type Texts, useTexts } from '../../components/texts.ts';

export type MonthEndText = Texts<typeof consoleMonthEnd.declared>;

/** @param integrationId whose terms are used; absent: those that hold for all */
export const useMonthEndTexts = (integrationId?: string): MonthEndText =>
  useTexts(consoleMonthEnd, integrationId);
