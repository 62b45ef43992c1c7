import { consoleHistory } from '../../../messages/generated/console-history.ts';
import { type Texts, useTexts } from '../../components/texts.ts';

export type HistoryText = Texts<typeof consoleHistory.declared>;

/** @param integrationId whose terms are used; absent: those that hold for all */
export const useHistoryTexts = (integrationId?: string): HistoryText =>
  useTexts(consoleHistory, integrationId);
