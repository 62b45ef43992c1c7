import texts from '../../../locales/en/console-sign-in.json' with { type: 'json' };
import { subject } from '../../../messages/rendering/subject.ts';
import { signIn } from '../../../messages/subjects/console/sign-in.ts';

export const signInTexts = subject(signIn, texts);
