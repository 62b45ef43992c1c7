import texts from '../../../locales/en/console-password.json' with { type: 'json' };
import { subject } from '../../../messages/rendering/subject.ts';
import { password } from '../../../messages/subjects/console/password.ts';

export const passwordTexts = subject(password, texts);
