import texts from '../../../locales/en/console-usage-line.json' with { type: 'json' };
import { subject } from '../../../messages/rendering/subject.ts';
import { usageLine } from '../../../messages/subjects/console/usage-line.ts';
import { textsIn } from '../../components/texts.ts';
import type { Words } from '../../components/words.ts';

const usageLineTexts = subject(usageLine, texts);

/** @param words null: for texts without a term */
export const lineTexts = (words: Words | null) => textsIn(usageLineTexts, words);
