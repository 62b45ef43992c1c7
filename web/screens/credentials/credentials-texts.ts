import texts from '../../../locales/en/console-credentials.json' with { type: 'json' };
import { subject } from '../../../messages/rendering/subject.ts';
import { credentials } from '../../../messages/subjects/console/credentials.ts';

export const credentialsTexts = subject(credentials, texts);
