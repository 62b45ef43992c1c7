import { consoleLineChange } from '../../../messages/generated/console-line-change.ts';
import { type Texts, useTexts } from '../../components/texts.ts';

export type LineChangeText = Texts<typeof consoleLineChange.declared>;

/** @param integrationId whose terms are used; absent: those that hold for all */
export const useLineChangeTexts = (integrationId?: string): LineChangeText =>
  useTexts(consoleLineChange, integrationId);
