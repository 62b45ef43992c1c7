import type { CompiledMessage } from 'icu-minify/format';
import { intlLocaleOf, pseudoLocale, translationOf } from '../locales.ts';
import type { DeclaredMessages, DeclaredParams } from '../params.ts';
import { withNumbers } from './compiled.ts';
import { pseudo } from './pseudo.ts';
import type { Catalog } from './renderer.ts';

/**
 * Messages of one part of the console (messages/generated): what they declare, and their texts as the build compiles them
 * (web/build/texts.ts).
 */
export interface Subject<D extends DeclaredMessages> {
  readonly declared: D;
  readonly texts: Readonly<Record<keyof D & string, CompiledMessage>>;
}

const own = <T>(record: Readonly<Record<string, T>>, id: string): T | undefined =>
  Object.hasOwn(record, id) ? record[id] : undefined;

/** Returns a catalog of these subjects; the first that has an ID gives its text, where the locale has no other. */
export function catalogOfSubjects(subjects: readonly Subject<DeclaredMessages>[], locale: string): Catalog {
  const translation = translationOf(locale);
  const ready = new Map<string, CompiledMessage>();
  const paramsOf = (id: string): DeclaredParams | undefined =>
    subjects.map(({ declared }) => own(declared, id)).find((params) => params !== undefined);
  return {
    locale: intlLocaleOf(locale),
    ...(translation?.terms === undefined ? {} : { terms: translation.terms }),
    paramsOf,
    // The build of the console leaves params of this kind out (scripts/write-messages.mjs).
    undeclared: 'text',
    textOf: (id) => {
      const before = ready.get(id);
      if (before !== undefined) return before;
      const english = subjects.map(({ texts }) => own(texts, id)).find((one) => one !== undefined);
      if (english === undefined) return undefined;
      const text = own(translation?.texts ?? {}, id) ?? english;
      const now = withNumbers(text, paramsOf(id) ?? {});
      ready.set(id, locale === pseudoLocale ? pseudo(now) : now);
      return ready.get(id);
    },
  };
}
