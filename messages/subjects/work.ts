import type { DeclaredMessages } from '../params.ts';

/** What ended or stopped work, in addition to the texts of its error code. */
export const work = {
  'work.credential-unreadable': { credential: 'text' },
  'work.item-failed': { item: 'text', cause: 'message' },
  'work.row-missing': { what: ['integration', 'run', 'approval', 'command'] },
  'work.unexpected': { item: 'text', reference: 'text' },
} as const satisfies DeclaredMessages;
