import { createElement, Fragment, type ReactNode, useContext, useMemo } from 'react';
import type { DeclaredMessages } from '../../messages/params.ts';
import type { Renderer } from '../../messages/rendering/renderer.ts';
import type { Subject } from '../../messages/rendering/subject.ts';
import type { Terminology } from '../../messages/terms.ts';
import { currentLocale } from '../values/locale.ts';
import { rendererOf, type Texts, textsOf } from '../values/texts.ts';
import { zoneOfTimes } from '../values/zone.ts';
import { type Words, WordsContext } from './words.ts';

export type { Texts } from '../values/texts.ts';

/**
 * The texts of a screen, in the terms of an integration; without its ID in those that hold for all that are connected.
 * Before sign-in in common words.
 */
export function useTexts<D extends DeclaredMessages>(own: Subject<D>, integrationId?: string): Texts<D> {
  const inTermsOf = useTextsOf(own);
  return useMemo(() => inTermsOf(integrationId), [inTermsOf, integrationId]);
}

/** For lists whose rows belong to several integrations. The same function while words, zone and language stay. */
export function useTextsOf<D extends DeclaredMessages>(
  own: Subject<D>,
): (integrationId?: string) => Texts<D> {
  const wordsOf = useContext(WordsContext);
  const timeZone = zoneOfTimes();
  const locale = currentLocale();
  return useMemo(
    () => (integrationId) => textsOf(own, termsOf(wordsOf?.(integrationId) ?? null), { timeZone, locale }),
    [own, wordsOf, timeZone, locale],
  );
}

interface RendererOptions {
  readonly integrationId?: string;
  /** `full`: days with their year. */
  readonly dates?: 'full' | 'short';
}

/** For messages that are made elsewhere, by rules that the console shares with the API. */
export function useRenderer(
  own: Subject<DeclaredMessages>,
  { integrationId, dates = 'short' }: RendererOptions = {},
): Renderer {
  const wordsOf = useContext(WordsContext);
  const timeZone = zoneOfTimes();
  const locale = currentLocale();
  return useMemo(
    () => rendererOf(own, termsOf(wordsOf?.(integrationId) ?? null), { timeZone, locale, dates }),
    [own, wordsOf, integrationId, timeZone, locale, dates],
  );
}

/** As {@link useTexts}, outside of a component. */
export const textsIn = <D extends DeclaredMessages>(own: Subject<D>, words: Words | null): Texts<D> =>
  textsOf(own, termsOf(words));

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

const termsOf = (words: Words | null): Terminology | null =>
  words === null
    ? null
    : {
        vendor: words.vendorId === '' ? null : words.vendor,
        psa: words.psaId === '' ? null : words.psa,
        words: {
          company: { one: words.company },
          agreement: { one: words.agreement },
          product: { one: words.product },
        },
      };
