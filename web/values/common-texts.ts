import { consoleCommon } from '../../messages/generated/console-common.ts';
import { type Texts, textsOf } from './texts.ts';

/** What every page says, in the language of the page. No text of it has a term. */
export const commonText: Texts<typeof consoleCommon.declared> = (id, ...rest) =>
  textsOf(consoleCommon, null)(id, ...rest);
