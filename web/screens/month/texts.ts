import texts from '../../../locales/en/console-month.json' with { type: 'json' };
import { subject } from '../../../messages/rendering/subject.ts';
import { month } from '../../../messages/subjects/console/month.ts';
import { type Texts, useTexts } from '../../components/texts.ts';

const monthTexts = subject(month, texts);

export type MonthText = Texts<typeof month>;

/** @param integrationId whose terms are used; absent: those that hold for all */
export const useMonthTexts = (integrationId?: string): MonthText => useTexts(monthTexts, integrationId);
