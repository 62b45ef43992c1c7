import texts from '../../../locales/en/console-set-up.json' with { type: 'json' };
import { subject } from '../../../messages/rendering/subject.ts';
import { setUp } from '../../../messages/subjects/console/set-up.ts';

export const setUpTexts = subject(setUp, texts);
