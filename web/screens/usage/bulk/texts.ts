import { consoleUsageBulk } from '../../../../messages/generated/console-usage-bulk.ts';
import { type Texts, useTexts } from '../../../components/texts.ts';

export type BulkText = Texts<typeof consoleUsageBulk.declared>;

export const useBulkTexts = (): BulkText => useTexts(consoleUsageBulk);
