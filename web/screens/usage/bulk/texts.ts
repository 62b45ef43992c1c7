import texts from '../../../../locales/en/console-usage-bulk.json' with { type: 'json' };
import { subject } from '../../../../messages/rendering/subject.ts';
import { usageBulk } from '../../../../messages/subjects/console/usage-bulk.ts';
import { type Texts, useTexts } from '../../../components/texts.ts';

export const usageBulkTexts = subject(usageBulk, texts);

export type BulkText = Texts<typeof usageBulk>;

export const useBulkTexts = (): BulkText => useTexts(usageBulkTexts);
