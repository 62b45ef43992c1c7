import type { DeclaredMessages } from './params.ts';
import { core } from './subjects/core.ts';
import { requests } from './subjects/requests.ts';

/** Every message with params, of all subjects. Texts of error codes (error-texts.ts) have terms only. */
export const declarations = { ...core, ...requests } as const satisfies DeclaredMessages;
