import type { DeclaredMessages } from './params.ts';
import { core } from './subjects/core.ts';
import { decisions } from './subjects/decisions.ts';
import { rejections } from './subjects/rejections.ts';
import { requests } from './subjects/requests.ts';

/** Every message with params, of all subjects. Texts of error codes (error-texts.ts) have terms only. */
export const declarations = {
  ...core,
  ...decisions,
  ...rejections,
  ...requests,
} as const satisfies DeclaredMessages;
