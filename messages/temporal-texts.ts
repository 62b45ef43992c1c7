import { type TemporalParams, temporalTexts as english } from './generated/temporal.ts';
import type { DeclaredParams, ValuesOf } from './params.ts';
import { type Terminology, termsOf } from './terms.ts';

export type TemporalTextId = keyof TemporalParams;
type ParamsOf<P> = keyof P extends never
  ? readonly []
  : P extends DeclaredParams
    ? readonly [params: ValuesOf<P>]
    : never;

export type TemporalTexts = <Id extends TemporalTextId>(
  id: Id,
  ...rest: ParamsOf<TemporalParams[Id]>
) => string;

/**
 * Returns the texts for the Temporal UI in the terms of an integration. They have numbers and text as params, and neither
 * plurals nor choices, so that workflows show them without the library.
 * @param terms null: it is about no integration, or it is not known which
 */
export function temporalTexts(terms: Terminology | null): TemporalTexts {
  const known = termsOf(terms);
  return (id, ...[params]) => {
    const values: Readonly<Record<string, string | number>> = { ...known, ...params };
    return english[id].replace(/\{(\w+)\}/gu, (whole, name: string) => String(values[name] ?? whole));
  };
}
