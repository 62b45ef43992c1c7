import type { consoleMappingAccounts } from '../../../messages/generated/console-mapping-accounts.ts';
import type { Texts } from '../../components/texts.ts';

export type AccountTexts = Texts<typeof consoleMappingAccounts.declared>;
