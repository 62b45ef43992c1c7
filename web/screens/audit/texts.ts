import { consoleAudit } from '../../../messages/generated/console-audit.ts';
import { type Texts, useTexts } from '../../components/texts.ts';

export type AuditText = Texts<typeof consoleAudit.declared>;

/** @param integrationId whose terms are used; absent: those that hold for all */
export const useAuditTexts = (integrationId?: string): AuditText => useTexts(consoleAudit, integrationId);
