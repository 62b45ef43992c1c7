import texts from '../../../locales/en/console-session.json' with { type: 'json' };
import { subject } from '../../../messages/rendering/subject.ts';
import { session } from '../../../messages/subjects/console/session.ts';

export const sessionTexts = subject(session, texts);
