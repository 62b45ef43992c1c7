import texts from '../../../locales/en/console-notices.json' with { type: 'json' };
import { subject } from '../../../messages/rendering/subject.ts';
import { notices } from '../../../messages/subjects/console/notices.ts';
import { type Texts, useTexts } from '../../components/texts.ts';

const noticesTexts = subject(notices, texts);

export type NoticesText = Texts<typeof notices>;

/** @param integrationId whose terms are used; absent: those that hold for all */
export const useNoticesTexts = (integrationId?: string): NoticesText => useTexts(noticesTexts, integrationId);
