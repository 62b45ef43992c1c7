import { createElement, Fragment, type ReactNode, useContext, useMemo } from 'react';
import core from '../../locales/en/core.json' with { type: 'json' };
import type { DeclaredMessages, DeclaredParams, ValuesOf } from '../../messages/params.ts';
import { type Catalog, createRenderer, type Renderer } from '../../messages/rendering/renderer.ts';
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

type Locale = keyof typeof catalogs;

/** Of the page. */
const currentLocale = (): Locale => (document.documentElement.lang === 'en-XA' ? 'en-XA' : 'en-US');

function catalogWith(own: Subject<DeclaredMessages>, locale: Locale): Catalog {
  const catalog = catalogs[locale].get(own) ?? catalogOfSubjects([own, common], locale);
  catalogs[locale].set(own, catalog);
  return catalog;
}

/**
 * The texts of a screen, in the terms of an integration; without its ID in those that hold for all that are connected.
 * Before sign-in in common words.
 */
export function useTexts<D extends DeclaredMessages>(own: Subject<D>, integrationId?: string): Texts<D> {
  const textsOf = useTextsOf(own);
  return useMemo(() => textsOf(integrationId), [textsOf, integrationId]);
}

/** For lists whose rows belong to several integrations. The same function while words, zone and language stay. */
export function useTextsOf<D extends DeclaredMessages>(
  own: Subject<D>,
): (integrationId?: string) => Texts<D> {
  const wordsOf = useContext(WordsContext);
  const timeZone = zoneOfTimes();
  const locale = currentLocale();
  return useMemo(
    () => (integrationId) => textsWith(own, wordsOf?.(integrationId) ?? null, timeZone, locale),
    [own, wordsOf, timeZone, locale],
  );
}

/** For messages that are made elsewhere, by rules that the console shares with the API. */
export function useRenderer(own: Subject<DeclaredMessages>): Renderer {
  const wordsOf = useContext(WordsContext);
  const timeZone = zoneOfTimes();
  const locale = currentLocale();
  return useMemo(
    () => rendererWith(own, wordsOf?.() ?? null, timeZone, locale),
    [own, wordsOf, timeZone, locale],
  );
}

/** As {@link useTexts}, outside of a component. */
export const textsIn = <D extends DeclaredMessages>(own: Subject<D>, words: Words | null): Texts<D> =>
  textsWith(own, words, zoneOfTimes(), currentLocale());

function textsWith<D extends DeclaredMessages>(
  own: Subject<D>,
  words: Words | null,
  timeZone: string,
  locale: Locale,
): Texts<D> {
  const render = rendererWith(own, words, timeZone, locale);
  return (id, ...[params]) => render({ id, params: params ?? {} });
}

const rendererWith = (
  own: Subject<DeclaredMessages>,
  words: Words | null,
  timeZone: string,
  locale: Locale,
): Renderer =>
  createRenderer(catalogWith(own, locale), {
    timeZone,
    terms: words === null ? null : terminologyOf(words),
    dates: 'short',
  });

/** Of a private use area, so that no text and no name has it. */
const firstSlot = 0xe000;

/** The value of a `text` param that {@link filled} replaces by its nth element, from 0. */
export const slot = (nth: number): string => String.fromCodePoint(firstSlot + nth);

/** Returns a text with elements in the place of its slots: a link, a name as its vendor wrote it. */
export const filled = (text: string, ...elements: readonly ReactNode[]): ReactNode =>
  text
    .split(/([\uE000-\uE00F])/u)
    .map((part, index) =>
      createElement(
        Fragment,
        { key: index },
        index % 2 === 0 ? part : elements[(part.codePointAt(0) ?? 0) - firstSlot],
      ),
    );

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
