import { consoleCleanUp } from '../../../messages/generated/console-clean-up.ts';
import { type Texts, useTexts } from '../../components/texts.ts';

export type CleanUpText = Texts<typeof consoleCleanUp.declared>;

/** @param integrationId whose terms are used; absent: those that hold for all */
export const useCleanUpTexts = (integrationId?: string): CleanUpText =>
  useTexts(consoleCleanUp, integrationId);
