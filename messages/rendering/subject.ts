import type { CompiledMessage } from 'icu-minify/format';
import type { DeclaredMessages, DeclaredParams } from '../params.ts';
import { withNumbers } from './compiled.ts';
import { pseudo } from './pseudo.ts';
import type { Catalog } from './renderer.ts';

/** Messages of one part of the console: what they declare, and their texts as the build compiles them. */
export interface Subject<D extends DeclaredMessages> {
  readonly declared: D;
  readonly texts: Readonly<Record<keyof D & string, CompiledMessage>>;
}

/** @param texts of locales/, which the build has compiled (web/build/compiled-texts.ts) */
export const subject = <D extends DeclaredMessages>(
  declared: D,
  texts: Readonly<Record<keyof D & string, string>>,
): Subject<D> => ({ declared, texts });

const own = <T>(record: Readonly<Record<string, T>>, id: string): T | undefined =>
  Object.hasOwn(record, id) ? record[id] : undefined;

/** Returns a catalog of these subjects; the first that has an ID gives its text. */
export function catalogOfSubjects(
  subjects: readonly Subject<DeclaredMessages>[],
  locale: 'en-US' | 'en-XA',
): Catalog {
  const ready = new Map<string, CompiledMessage>();
  const paramsOf = (id: string): DeclaredParams | undefined =>
    subjects.map(({ declared }) => own(declared, id)).find((params) => params !== undefined);
  return {
    locale: 'en-US',
    paramsOf,
    // The build of the console leaves params of this kind out (web/build/compiled-texts.ts).
    undeclared: 'text',
    textOf: (id) => {
      const before = ready.get(id);
      if (before !== undefined) return before;
      const text = subjects.map(({ texts }) => own(texts, id)).find((one) => one !== undefined);
      if (text === undefined) return undefined;
      const now = withNumbers(text, paramsOf(id) ?? {});
      ready.set(id, locale === 'en-XA' ? pseudo(now) : now);
      return ready.get(id);
    },
  };
}
