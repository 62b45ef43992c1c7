import { consoleMonth } from '../../../messages/generated/console-month.ts';
import { type Texts, useTexts } from '../../components/texts.ts';

export type MonthText = Texts<typeof consoleMonth.declared>;

/** @param integrationId whose terms are used; absent: those that hold for all */
export const useMonthTexts = (integrationId?: string): MonthText => useTexts(consoleMonth, integrationId);
