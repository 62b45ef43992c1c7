import texts from '../../../locales/en/console-palette.json' with { type: 'json' };
import { subject } from '../../../messages/rendering/subject.ts';
import { palette } from '../../../messages/subjects/console/palette.ts';

export const paletteTexts = subject(palette, texts);
