import type { usageKinds } from '../../contracts/api/usage.ts';
import texts from '../../locales/en/console-kinds.json' with { type: 'json' };
import { subject } from '../../messages/rendering/subject.ts';
import { kinds } from '../../messages/subjects/console/kinds.ts';
import { textsIn } from './texts.ts';
import type { Words } from './words.ts';

type Kind = (typeof usageKinds)[number];

const kindTexts = subject(kinds, texts);

/** The name of a kind, as at the head of a row. */
export const kindWords = (kind: Kind, words: Words): string =>
  textsIn(kindTexts, words)(`console-kinds.${kind}`);
