import texts from '../../../locales/en/console-history.json' with { type: 'json' };
import { subject } from '../../../messages/rendering/subject.ts';
import { history } from '../../../messages/subjects/console/history.ts';
import { type Texts, useTexts } from '../../components/texts.ts';

const historyTexts = subject(history, texts);

export type HistoryText = Texts<typeof history>;

/** @param integrationId whose terms are used; absent: those that hold for all */
export const useHistoryTexts = (integrationId?: string): HistoryText => useTexts(historyTexts, integrationId);
