import texts from '../../locales/en/console-common.json' with { type: 'json' };
import { subject } from '../../messages/rendering/subject.ts';
import { common } from '../../messages/subjects/console/common.ts';
import { type Texts, textsOf } from './texts.ts';

const commonTexts = subject(common, texts);

/** What every page says, in the language of the page. No text of it has a term. */
export const commonText: Texts<typeof common> = (id, ...rest) => textsOf(commonTexts, null)(id, ...rest);
