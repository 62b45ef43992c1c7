import { consoleWriteBackSwitch } from '../../../messages/generated/console-write-back-switch.ts';
import { type Texts, useTexts } from '../../components/texts.ts';

export type WriteBackSwitchText = Texts<typeof consoleWriteBackSwitch.declared>;

/** @param integrationId whose terms are used; absent: those that hold for all */
export const useWriteBackSwitchTexts = (integrationId?: string): WriteBackSwitchText =>
  useTexts(consoleWriteBackSwitch, integrationId);
