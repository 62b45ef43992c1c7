import texts from '../../../locales/en/console-mapping-accounts.json' with { type: 'json' };
import { subject } from '../../../messages/rendering/subject.ts';
import { mappingAccounts } from '../../../messages/subjects/console/mapping-accounts.ts';
import type { Texts } from '../../components/texts.ts';

export const accountTexts = subject(mappingAccounts, texts);

export type AccountTexts = Texts<typeof accountTexts.declared>;
