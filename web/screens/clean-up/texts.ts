import texts from '../../../locales/en/console-clean-up.json' with { type: 'json' };
import { subject } from '../../../messages/rendering/subject.ts';
import { cleanUp } from '../../../messages/subjects/console/clean-up.ts';
import { type Texts, useTexts } from '../../components/texts.ts';

const cleanUpTexts = subject(cleanUp, texts);

export type CleanUpText = Texts<typeof cleanUp>;

/** @param integrationId whose terms are used; absent: those that hold for all */
export const useCleanUpTexts = (integrationId?: string): CleanUpText => useTexts(cleanUpTexts, integrationId);
