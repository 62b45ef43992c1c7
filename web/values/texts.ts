import { core } from '../../messages/generated/core.ts';
import type { DeclaredMessages, DeclaredParams, ValuesOf } from '../../messages/params.ts';
import { type Catalog, createRenderer, type Renderer } from '../../messages/rendering/renderer.ts';
import { catalogOfSubjects, type Subject } from '../../messages/rendering/subject.ts';
import type { Terminology } from '../../messages/terms.ts';
import { currentLocale } from './locale.ts';
import { zoneOfTimes } from './zone.ts';

type Rest<P extends DeclaredParams> = keyof P extends never ? readonly [] : readonly [params: ValuesOf<P>];

/** Returns the text of a message of a subject; a wrong or missing param does not compile. */
export type Texts<D extends DeclaredMessages> = <Id extends keyof D & string>(
  id: Id,
  ...rest: Rest<D[Id]>
) => string;

const catalogs = new Map<string, WeakMap<object, Catalog>>();

function catalogWith(own: Subject<DeclaredMessages>, locale: string): Catalog {
  const ofLocale = catalogs.get(locale) ?? new WeakMap<object, Catalog>();
  catalogs.set(locale, ofLocale);
  const catalog = ofLocale.get(own) ?? catalogOfSubjects([own, core], locale);
  ofLocale.set(own, catalog);
  return catalog;
}

interface Reader {
  /** IANA name. */
  readonly timeZone: string;
  readonly locale: string;
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
