import { consoleIntegrations } from '../../../messages/generated/console-integrations.ts';
import { type Texts, useTexts } from '../../components/texts.ts';

export type IntegrationsText = Texts<typeof consoleIntegrations.declared>;

/** @param integrationId whose terms are used; absent: those that hold for all */
export const useIntegrationsTexts = (integrationId?: string): IntegrationsText =>
  useTexts(consoleIntegrations, integrationId);
