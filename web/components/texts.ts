import { useContext } from 'react';
import core from '../../locales/en/core.json' with { type: 'json' };
import type { DeclaredMessages, DeclaredParams, ValuesOf } from '../../messages/params.ts';
import { type Catalog, createRenderer } from '../../messages/rendering/renderer.ts';
import { catalogOfSubjects, type Subject, subject } from '../../messages/rendering/subject.ts';
import { core as coreDeclared } from '../../messages/subjects/core.ts';
import type { Terminology } from '../../messages/terms.ts';
import { zoneOfTimes } from '../values/format.ts';
import { type Words, WordsContext } from './words.ts';

type Rest<P extends DeclaredParams> = keyof P extends never ? readonly [] : readonly [params: ValuesOf<P>];

/** Returns the text of a message of a subject; a wrong or missing param does not compile. */
export type Texts<D extends DeclaredMessages> = <Id extends keyof D & string>(
  id: Id,
  ...rest: Rest<D[Id]>
) => string;

const common = subject(coreDeclared, core);
const catalogs = { 'en-US': new WeakMap<object, Catalog>(), 'en-XA': new WeakMap<object, Catalog>() };

/** In the language of the page. */
function catalogWith(own: Subject<DeclaredMessages>): Catalog {
  const locale = document.documentElement.lang === 'en-XA' ? 'en-XA' : 'en-US';
  const catalog = catalogs[locale].get(own) ?? catalogOfSubjects([own, common], locale);
  catalogs[locale].set(own, catalog);
  return catalog;
}

/**
 * The texts of a screen, in the terms of an integration; without its ID in those that hold for all that are connected.
 * Before sign-in in common words.
 */
export const useTexts = <D extends DeclaredMessages>(own: Subject<D>, integrationId?: string): Texts<D> =>
  textsIn(own, useContext(WordsContext)?.(integrationId) ?? null);

/** As {@link useTexts}, outside of a component. */
export function textsIn<D extends DeclaredMessages>(own: Subject<D>, words: Words | null): Texts<D> {
  const render = createRenderer(catalogWith(own), {
    timeZone: zoneOfTimes(),
    terms: words === null ? null : terminologyOf(words),
    dates: 'short',
  });
  return (id, ...[params]) => render({ id, params: params ?? {} });
}

const terminologyOf = ({
  vendorId,
  vendor,
  psa,
  psaIds,
  company,
  agreement,
  product,
}: Words): Terminology => ({
  vendor: vendorId === '' ? null : vendor,
  psa: psaIds === 'id' ? null : psa,
  words: { company: { one: company }, agreement: { one: agreement }, product: { one: product } },
});
