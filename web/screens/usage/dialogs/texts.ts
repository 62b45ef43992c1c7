import texts from '../../../../locales/en/console-usage-dialogs.json' with { type: 'json' };
import { subject } from '../../../../messages/rendering/subject.ts';
import { usageDialogs } from '../../../../messages/subjects/console/usage-dialogs.ts';
import { type Texts, useTexts } from '../../../components/texts.ts';

const usageDialogsTexts = subject(usageDialogs, texts);

/** @param integrationId whose terms are used; absent: those that hold for all */
export const useDialogTexts = (integrationId?: string): Texts<typeof usageDialogs> =>
  useTexts(usageDialogsTexts, integrationId);
