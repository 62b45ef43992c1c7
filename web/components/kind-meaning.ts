import type { usageKinds } from '../../contracts/api/usage.ts';
import texts from '../../locales/en/console-kind-meanings.json' with { type: 'json' };
import { subject } from '../../messages/rendering/subject.ts';
import { kindMeanings } from '../../messages/subjects/console/kind-meanings.ts';
import { textsIn } from './texts.ts';
import type { Words } from './words.ts';

const meaningTexts = subject(kindMeanings, texts);

/** What a kind means and what to do about it. Apart from the names, which the first page has. */
export const kindMeaning = (kind: (typeof usageKinds)[number], words: Words): string =>
  textsIn(meaningTexts, words)(`console-kind-meanings.${kind}`);
