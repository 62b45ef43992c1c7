import { consoleIntegration } from '../../../messages/generated/console-integration.ts';
import { type Texts, useTexts } from '../../components/texts.ts';

export type IntegrationText = Texts<typeof consoleIntegration.declared>;

/** @param integrationId whose terms are used; absent: those that hold for all */
export const useIntegrationTexts = (integrationId?: string): IntegrationText =>
  useTexts(consoleIntegration, integrationId);
