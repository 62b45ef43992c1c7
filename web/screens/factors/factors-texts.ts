import texts from '../../../locales/en/console-factors.json' with { type: 'json' };
import { subject } from '../../../messages/rendering/subject.ts';
import { factors } from '../../../messages/subjects/console/factors.ts';

export const factorsTexts = subject(factors, texts);
