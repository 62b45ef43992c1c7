import texts from '../../../locales/en/console-not-billed-yet.json' with { type: 'json' };
import { subject } from '../../../messages/rendering/subject.ts';
import { notBilledYet } from '../../../messages/subjects/console/not-billed-yet.ts';
import { type Texts, useTexts } from '../../components/texts.ts';

export const notBilledYetTexts = subject(notBilledYet, texts);

export type NotBilledYetText = Texts<typeof notBilledYet>;

/** @param integrationId whose terms are used; absent: those that hold for all */
export const useNotBilledYetTexts = (integrationId?: string): NotBilledYetText =>
  useTexts(notBilledYetTexts, integrationId);
