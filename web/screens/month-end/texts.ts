import texts from '../../../locales/en/console-month-end.json' with { type: 'json' };
import { subject } from '../../../messages/rendering/subject.ts';
import { monthEnd } from '../../../messages/subjects/console/month-end.ts';
import { type Texts, useTexts } from '../../components/texts.ts';

const monthEndTexts = subject(monthEnd, texts);

export type MonthEndText = Texts<typeof monthEnd>;

/** @param integrationId whose terms are used; absent: those that hold for all */
export const useMonthEndTexts = (integrationId?: string): MonthEndText =>
  useTexts(monthEndTexts, integrationId);
