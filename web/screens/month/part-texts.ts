import texts from '../../../locales/en/console-month-parts.json' with { type: 'json' };
import { subject } from '../../../messages/rendering/subject.ts';
import { monthParts } from '../../../messages/subjects/console/month-parts.ts';
import { type Texts, useTexts } from '../../components/texts.ts';

const partTexts = subject(monthParts, texts);

export type PartText = Texts<typeof monthParts>;

/** Texts of the parts that are loaded after the page. */
export const usePartTexts = (): PartText => useTexts(partTexts);
