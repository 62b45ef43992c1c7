import { consoleKindMeanings } from '../../messages/generated/console-kind-meanings.ts';
import type { usageKinds } from '../../contracts/api/usage.ts';
import { textsIn } from './texts.ts';
import type { Words } from './words.ts';

/** What a kind means and what to do about it. Apart from the names, which the first page has. */
export const kindMeaning = (kind: (typeof usageKinds)[number], words: Words): string =>
  textsIn(consoleKindMeanings, words)(`console-kind-meanings.${kind}`);
