import { catalogOf } from './catalog.ts';
import { errorTitle } from './error-texts.ts';
import type { AnyMessage } from './params.ts';
import { createRenderer } from './rendering/renderer.ts';
import type { Terminology } from './terms.ts';

/**
 * English, for operators: failures in Temporal, and logs.
 * @param terms null: it is not known which integration is meant
 */
export const inEnglish = (message: AnyMessage, terms: Terminology | null = null): string =>
  createRenderer(catalogOf('en'), { timeZone: 'UTC', terms })(message);

/** The same where nothing may be all there is to say. */
export const inEnglishOrNull = (
  message: AnyMessage | null,
  terms: Terminology | null = null,
): string | null => (message === null ? null : inEnglish(message, terms));

/** The same of what was found; null: the title of its code is all that is known. */
export const causeInEnglish = (code: string, detail: AnyMessage | null): string =>
  detail === null ? errorTitle(code) : inEnglish(detail);
