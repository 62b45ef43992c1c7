import { validation } from '../../../messages/subjects/validation.ts';
import ofValidation from '../../../locales/en/validation.json' with { type: 'json' };
import texts from '../../../locales/en/console-credentials.json' with { type: 'json' };
import { subject } from '../../../messages/rendering/subject.ts';
import { credentials } from '../../../messages/subjects/console/credentials.ts';

/** What is wrong with a field, in the words of the API. */
export const validationTexts = subject(validation, ofValidation);

export const credentialsTexts = subject(credentials, texts);
