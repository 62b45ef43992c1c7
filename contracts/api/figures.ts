/** Figures of money and the kinds of lines that they count, without API schemas, because the first page loads them. */
export { type FigureName, figures, hasSign, kindsOfMeasure } from '../../domain/usage/measures.ts';
