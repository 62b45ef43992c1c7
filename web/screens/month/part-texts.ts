import { consoleMonthParts } from '../../../messages/generated/console-month-parts.ts';
import { type Texts, useTexts } from '../../components/texts.ts';

export type PartText = Texts<typeof consoleMonthParts.declared>;

/** Texts of the parts that are loaded after the page. */
export const usePartTexts = (): PartText => useTexts(consoleMonthParts);
