import { consoleUsageDialogs } from '../../../../messages/generated/console-usage-dialogs.ts';
import { type Texts, useTexts } from '../../../components/texts.ts';

/** @param integrationId whose terms are used; absent: those that hold for all */
export const useDialogTexts = (integrationId?: string): Texts<typeof consoleUsageDialogs.declared> =>
  useTexts(consoleUsageDialogs, integrationId);
