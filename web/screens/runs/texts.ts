import texts from '../../../locales/en/console-runs.json' with { type: 'json' };
import { subject } from '../../../messages/rendering/subject.ts';
import { runs } from '../../../messages/subjects/console/runs.ts';
import { type Texts, useTexts } from '../../components/texts.ts';

const runsTexts = subject(runs, texts);

export type RunsText = Texts<typeof runs>;

/** @param integrationId whose terms are used; absent: those that hold for all */
export const useRunsTexts = (integrationId?: string): RunsText => useTexts(runsTexts, integrationId);
