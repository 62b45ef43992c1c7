import texts from '../../../locales/en/console-write-backs.json' with { type: 'json' };
import { subject } from '../../../messages/rendering/subject.ts';
import { writeBacks } from '../../../messages/subjects/console/write-backs.ts';
import { type Texts, useTexts } from '../../components/texts.ts';

export const writeBacksTexts = subject(writeBacks, texts);

export type WriteBacksText = Texts<typeof writeBacks>;

/** @param integrationId whose terms are used; absent: those that hold for all */
export const useWriteBacksTexts = (integrationId?: string): WriteBacksText =>
  useTexts(writeBacksTexts, integrationId);
