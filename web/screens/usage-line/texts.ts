import { consoleUsageLine } from '../../../messages/generated/console-usage-line.ts';
import { textsIn } from '../../components/texts.ts';
import type { Words } from '../../components/words.ts';

/** @param words null: for texts without a term */
export const lineTexts = (words: Words | null) => textsIn(consoleUsageLine, words);
