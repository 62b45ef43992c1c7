/** The figures of money and the kinds of lines that they count, apart from the schemas of the API: the first page needs them. */
export { type FigureName, figures, kindsOfMeasure } from '../../domain/usage/measures.ts';
