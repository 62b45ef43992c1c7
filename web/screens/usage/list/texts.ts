import { consoleUsageList } from '../../../../messages/generated/console-usage-list.ts';
import { type Texts, useTexts, useTextsOf } from '../../../components/texts.ts';

export type ListText = Texts<typeof consoleUsageList.declared>;

/** @param integrationId whose terms are used; absent: those that hold for all */
export const useListTexts = (integrationId?: string): ListText => useTexts(consoleUsageList, integrationId);

/** For rows of several integrations. */
export const useListTextsOf = (): ((integrationId?: string) => ListText) => useTextsOf(consoleUsageList);
