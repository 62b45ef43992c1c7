import texts from '../../../locales/en/console-integrations.json' with { type: 'json' };
import { subject } from '../../../messages/rendering/subject.ts';
import { integrations } from '../../../messages/subjects/console/integrations.ts';
import { type Texts, useTexts } from '../../components/texts.ts';

const integrationsTexts = subject(integrations, texts);

export type IntegrationsText = Texts<typeof integrations>;

/** @param integrationId whose terms are used; absent: those that hold for all */
export const useIntegrationsTexts = (integrationId?: string): IntegrationsText =>
  useTexts(integrationsTexts, integrationId);
