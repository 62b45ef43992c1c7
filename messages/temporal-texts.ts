import english from '../locales/en/temporal.json' with { type: 'json' };
import type { DeclaredParams, ValuesOf } from './params.ts';
import type { temporal } from './subjects/temporal.ts';
import { type Terminology, termsOf } from './terms.ts';

type Declared = typeof temporal;
export type TemporalTextId = keyof Declared;
type ParamsOf<P> = keyof P extends never
  ? readonly []
  : P extends DeclaredParams
    ? readonly [params: ValuesOf<P>]
    : never;

export type TemporalTexts = <Id extends TemporalTextId>(id: Id, ...rest: ParamsOf<Declared[Id]>) => string;

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
