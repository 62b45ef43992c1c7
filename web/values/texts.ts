import core from '../../locales/en/core.json' with { type: 'json' };
import type { DeclaredMessages, DeclaredParams, ValuesOf } from '../../messages/params.ts';
import { type Catalog, createRenderer, type Renderer } from '../../messages/rendering/renderer.ts';
import { catalogOfSubjects, type Subject, subject } from '../../messages/rendering/subject.ts';
import { core as coreDeclared } from '../../messages/subjects/core.ts';
import type { Terminology } from '../../messages/terms.ts';
import { zoneOfTimes } from './zone.ts';

type Rest<P extends DeclaredParams> = keyof P extends never ? readonly [] : readonly [params: ValuesOf<P>];

/** Returns the text of a message of a subject; a wrong or missing param does not compile. */
export type Texts<D extends DeclaredMessages> = <Id extends keyof D & string>(
  id: Id,
  ...rest: Rest<D[Id]>
) => string;

const common = subject(coreDeclared, core);
const catalogs = { 'en-US': new WeakMap<object, Catalog>(), 'en-XA': new WeakMap<object, Catalog>() };

export type Locale = keyof typeof catalogs;

/** Of the page; where none is, as in tests of values, the default. */
export const currentLocale = (): Locale =>
  typeof document !== 'undefined' && document.documentElement.lang === 'en-XA' ? 'en-XA' : 'en-US';

function catalogWith(own: Subject<DeclaredMessages>, locale: Locale): Catalog {
  const catalog = catalogs[locale].get(own) ?? catalogOfSubjects([own, common], locale);
  catalogs[locale].set(own, catalog);
  return catalog;
}

interface Reader {
  /** IANA name. */
  readonly timeZone: string;
  readonly locale: Locale;
  /** Absent: `short`, without the year. */
  readonly dates?: 'full' | 'short';
}

/** Whoever reads the page now. */
export const currentReader = (): Reader => ({ timeZone: zoneOfTimes(), locale: currentLocale() });

/** @param terms null: common words, as before sign-in */
export const rendererOf = (
  own: Subject<DeclaredMessages>,
  terms: Terminology | null,
  { timeZone, locale, dates = 'short' }: Reader = currentReader(),
): Renderer => createRenderer(catalogWith(own, locale), { timeZone, terms, dates });

/** The texts of a subject; in a component use `useTexts`. */
export const textsOf = <D extends DeclaredMessages>(
  own: Subject<D>,
  terms: Terminology | null,
  reader = currentReader(),
): Texts<D> => {
  const render = rendererOf(own, terms, reader);
  return (id, ...[params]) => render({ id, params: params ?? {} });
};
