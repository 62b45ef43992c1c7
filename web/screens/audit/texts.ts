import texts from '../../../locales/en/console-audit.json' with { type: 'json' };
import { subject } from '../../../messages/rendering/subject.ts';
import { audit } from '../../../messages/subjects/console/audit.ts';
import { type Texts, useTexts } from '../../components/texts.ts';

const auditTexts = subject(audit, texts);

export type AuditText = Texts<typeof audit>;

/** @param integrationId whose terms are used; absent: those that hold for all */
export const useAuditTexts = (integrationId?: string): AuditText => useTexts(auditTexts, integrationId);
