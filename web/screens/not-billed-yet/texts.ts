import { consoleNotBilledYet } from '../../../messages/generated/console-not-billed-yet.ts';
import { type Texts, useTexts } from '../../components/texts.ts';

export type NotBilledYetText = Texts<typeof consoleNotBilledYet.declared>;

/** @param integrationId whose terms are used; absent: those that hold for all */
export const useNotBilledYetTexts = (integrationId?: string): NotBilledYetText =>
  useTexts(consoleNotBilledYet, integrationId);
