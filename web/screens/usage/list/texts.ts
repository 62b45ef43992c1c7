import texts from '../../../../locales/en/console-usage-list.json' with { type: 'json' };
import { subject } from '../../../../messages/rendering/subject.ts';
import { usageList } from '../../../../messages/subjects/console/usage-list.ts';
import { type Texts, useTexts, useTextsOf } from '../../../components/texts.ts';

const usageListTexts = subject(usageList, texts);

export type ListText = Texts<typeof usageList>;

/** @param integrationId whose terms are used; absent: those that hold for all */
export const useListTexts = (integrationId?: string): ListText => useTexts(usageListTexts, integrationId);

/** For rows of several integrations. */
export const useListTextsOf = (): ((integrationId?: string) => ListText) => useTextsOf(usageListTexts);
