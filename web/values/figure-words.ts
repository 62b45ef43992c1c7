import type { FigureName } from '../../contracts/api/usage.ts';
import texts from '../../locales/en/console-figures.json' with { type: 'json' };
import { subject } from '../../messages/rendering/subject.ts';
import { figures } from '../../messages/subjects/console/figures.ts';
import { textsOf } from './texts.ts';

const figureTexts = subject(figures, texts);

/** What a figure of money is called (RULES 12). */
export const figureName = (figure: FigureName): string =>
  textsOf(figureTexts, null)(`console-figures.name.${figure}`);

/** What a figure of money is, in one sentence. */
export const figureMeaning = (figure: FigureName): string =>
  textsOf(figureTexts, null)(`console-figures.meaning.${figure}`);
