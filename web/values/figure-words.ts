import { consoleFigures } from '../../messages/generated/console-figures.ts';
import type { FigureName } from '../../contracts/api/figures.ts';
import { type Texts, textsOf } from './texts.ts';

/** Texts of figures, in the language of the page. None of them has a term. */
export const figureText: Texts<typeof consoleFigures.declared> = (id, ...rest) =>
  textsOf(consoleFigures, null)(id, ...rest);

/** The name of a figure of money (RULES 12). */
export const figureName = (figure: FigureName): string => figureText(`console-figures.name.${figure}`);

/** The definition of a figure of money, in one sentence. */
export const figureMeaning = (figure: FigureName): string => figureText(`console-figures.meaning.${figure}`);

/** Name and definition of a figure, as its tooltip. */
export const figureTooltip = (figure: FigureName): string =>
  figureText('console-figures.tooltip', { name: figureName(figure), meaning: figureMeaning(figure) });
