import type { DeclaredMessages } from '../params.ts';

/** Why `npm start` does not start, or a command finds its home unusable. */
export const start = {
  'start.running': { folder: 'text', process: 'text' },
  'start.running-at': { folder: 'text', process: 'text', address: 'text' },
  'start.other-user': { folder: 'text', owner: 'text', user: 'text' },
  'start.no-space': { free: 'count', least: 'count', folder: 'text', start: ['first', 'later'] },
  'start.port-in-use': { port: 'text', host: 'text', next: 'text', command: 'text' },
  'start.key-missing': { file: 'text' },
  'start.key-is-other': { file: 'text' },
  'start.no-key': { file: 'text' },
  'start.no-database-password': { file: 'text', folder: 'text' },
  'start.temporal-damaged': { file: 'text' },
} as const satisfies DeclaredMessages;
