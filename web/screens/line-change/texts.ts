import texts from '../../../locales/en/console-line-change.json' with { type: 'json' };
import { subject } from '../../../messages/rendering/subject.ts';
import { lineChange } from '../../../messages/subjects/console/line-change.ts';
import { type Texts, useTexts } from '../../components/texts.ts';

const lineChangeTexts = subject(lineChange, texts);

export type LineChangeText = Texts<typeof lineChange>;

/** @param integrationId whose terms are used; absent: those that hold for all */
export const useLineChangeTexts = (integrationId?: string): LineChangeText =>
  useTexts(lineChangeTexts, integrationId);
