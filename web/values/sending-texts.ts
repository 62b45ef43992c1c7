import { consoleSending } from '../../messages/generated/console-sending.ts';
import { type Texts, textsOf } from './texts.ts';

/** What became of a decision that got no answer. Apart from what every page says, which the first page loads. */
export const sendingText: Texts<typeof consoleSending.declared> = (id, ...rest) =>
  textsOf(consoleSending, null)(id, ...rest);
