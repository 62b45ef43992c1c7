import texts from '../../locales/en/console-sending.json' with { type: 'json' };
import { subject } from '../../messages/rendering/subject.ts';
import { sending } from '../../messages/subjects/console/sending.ts';
import { type Texts, textsOf } from './texts.ts';

const sendingTexts = subject(sending, texts);

/** What became of a decision that got no answer. Apart from what every page says, which the first page loads. */
export const sendingText: Texts<typeof sending> = (id, ...rest) => textsOf(sendingTexts, null)(id, ...rest);
