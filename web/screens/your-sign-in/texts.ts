import texts from '../../../locales/en/console-your-sign-in.json' with { type: 'json' };
import { subject } from '../../../messages/rendering/subject.ts';
import { yourSignIn } from '../../../messages/subjects/console/your-sign-in.ts';

export const yourSignInTexts = subject(yourSignIn, texts);
