import texts from '../../../locales/en/console-sign-in-policy.json' with { type: 'json' };
import { subject } from '../../../messages/rendering/subject.ts';
import { signInPolicy } from '../../../messages/subjects/console/sign-in-policy.ts';

export const signInPolicyTexts = subject(signInPolicy, texts);
