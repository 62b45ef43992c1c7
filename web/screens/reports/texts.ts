import texts from '../../../locales/en/console-reports.json' with { type: 'json' };
import { subject } from '../../../messages/rendering/subject.ts';
import { reportsPage } from '../../../messages/subjects/console/reports.ts';
import { type Texts, useTexts } from '../../components/texts.ts';

export const reportsTexts = subject(reportsPage, texts);

export type ReportsText = Texts<typeof reportsPage>;

/** @param integrationId whose terms are used; absent: those that hold for all */
export const useReportsTexts = (integrationId?: string): ReportsText => useTexts(reportsTexts, integrationId);
