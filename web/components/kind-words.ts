import { consoleKinds } from '../../messages/generated/console-kinds.ts';
import type { usageKinds } from '../../contracts/api/usage.ts';
import { textsIn } from './texts.ts';
import type { Words } from './words.ts';

type Kind = (typeof usageKinds)[number];

/** The name of a kind, as at the head of a row. */
export const kindWords = (kind: Kind, words: Words): string =>
  textsIn(consoleKinds, words)(`console-kinds.${kind}`);
