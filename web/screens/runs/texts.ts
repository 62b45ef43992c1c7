import { consoleRuns } from '../../../messages/generated/console-runs.ts';
import { type Texts, useTexts } from '../../components/texts.ts';

export type RunsText = Texts<typeof consoleRuns.declared>;

/** @param integrationId whose terms are used; absent: those that hold for all */
export const useRunsTexts = (integrationId?: string): RunsText => useTexts(consoleRuns, integrationId);
