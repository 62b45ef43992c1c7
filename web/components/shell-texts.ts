import texts from '../../locales/en/console-shell.json' with { type: 'json' };
import { subject } from '../../messages/rendering/subject.ts';
import { shell } from '../../messages/subjects/console/shell.ts';

export const shellTexts = subject(shell, texts);
