import auditStreams from '../locales/en/errors-audit-streams.json' with { type: 'json' };
import decisions from '../locales/en/errors-decisions.json' with { type: 'json' };
import mapping from '../locales/en/errors-mapping.json' with { type: 'json' };
import notices from '../locales/en/errors-notices.json' with { type: 'json' };
import requests from '../locales/en/errors-requests.json' with { type: 'json' };
import singleSignOn from '../locales/en/errors-single-sign-on.json' with { type: 'json' };
import webhooks from '../locales/en/errors-webhooks.json' with { type: 'json' };
import type { Terminology } from './terms.ts';
import { type ErrorText, textOfCode } from './text-of-code.ts';
import { workTexts } from './workflow-texts.ts';

/** English titles (`error.<code>`) and advice (`error.<code>.advice`); they have terms and no other params. */
export const errorTexts = {
  ...requests,
  ...mapping,
  ...decisions,
  ...notices,
  ...workTexts,
  ...webhooks,
  ...auditStreams,
  ...singleSignOn,
} as const;

export type ErrorTextId = keyof typeof errorTexts;

/**
 * Returns title and advice of a code read from a row; null for one that this version does not know.
 * @param terminology null: it is about no integration, or it is not known which
 */
export const errorText = (code: string, terminology: Terminology | null = null): ErrorText | null =>
  textOfCode(errorTexts, code, terminology);

/** Returns the title of a code, without the terms of an integration; the code itself where this version does not know it. */
export const errorTitle = (code: string): string => errorText(code)?.title ?? code;
