import texts from '../../../locales/en/console-mapping.json' with { type: 'json' };
import { subject } from '../../../messages/rendering/subject.ts';
import { mapping } from '../../../messages/subjects/console/mapping.ts';

export const mappingTexts = subject(mapping, texts);
