import { consoleNotices } from '../../../messages/generated/console-notices.ts';
import { type Texts, useTexts } from '../../components/texts.ts';

export type NoticesText = Texts<typeof consoleNotices.declared>;

/** @param integrationId whose terms are used; absent: those that hold for all */
export const useNoticesTexts = (integrationId?: string): NoticesText =>
  useTexts(consoleNotices, integrationId);
