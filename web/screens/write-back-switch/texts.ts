import texts from '../../../locales/en/console-write-back-switch.json' with { type: 'json' };
import { subject } from '../../../messages/rendering/subject.ts';
import { writeBackSwitch } from '../../../messages/subjects/console/write-back-switch.ts';
import { type Texts, useTexts } from '../../components/texts.ts';

const writeBackSwitchTexts = subject(writeBackSwitch, texts);

export type WriteBackSwitchText = Texts<typeof writeBackSwitch>;

/** @param integrationId whose terms are used; absent: those that hold for all */
export const useWriteBackSwitchTexts = (integrationId?: string): WriteBackSwitchText =>
  useTexts(writeBackSwitchTexts, integrationId);
