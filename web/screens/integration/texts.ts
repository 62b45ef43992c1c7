import texts from '../../../locales/en/console-integration.json' with { type: 'json' };
import { subject } from '../../../messages/rendering/subject.ts';
import { integration } from '../../../messages/subjects/console/integration.ts';
import { type Texts, useTexts } from '../../components/texts.ts';

const integrationTexts = subject(integration, texts);

export type IntegrationText = Texts<typeof integration>;

/** @param integrationId whose terms are used; absent: those that hold for all */
export const useIntegrationTexts = (integrationId?: string): IntegrationText =>
  useTexts(integrationTexts, integrationId);
