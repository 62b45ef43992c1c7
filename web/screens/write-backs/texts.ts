import { consoleWriteBacks } from '../../../messages/generated/console-write-backs.ts';
import { type Texts, useTexts } from '../../components/texts.ts';

export type WriteBacksText = Texts<typeof consoleWriteBacks.declared>;

/** @param integrationId whose terms are used; absent: those that hold for all */
export const useWriteBacksTexts = (integrationId?: string): WriteBacksText =>
  useTexts(consoleWriteBacks, integrationId);
