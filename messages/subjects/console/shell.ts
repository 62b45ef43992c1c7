import type { DeclaredMessages } from '../../params.ts';

/** What surrounds every screen of the console. */
export const shell = {
  'console-shell.not-found': {},
  'console-shell.page-missing': {},
  'console-shell.to-home-page': {},
} as const satisfies DeclaredMessages;
