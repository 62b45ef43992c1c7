import type { DeclaredMessages } from '../params.ts';

/** Files that the system, or their mode, does not let us use; and the keys in them. */
export const files = {
  'files.no-space': { path: 'text' },
  'files.disk-full': {},
  'files.quota': { path: 'text' },
  'files.not-permitted': { path: 'text' },
  'files.read-only': { path: 'text' },
  'files.missing': { path: 'text' },
  'files.unreadable': { path: 'text', cause: 'text' },
  'files.writable-by-others': { file: 'text' },
  'files.readable-by-others': { file: 'text' },
  'files.weak-key': { name: 'text', weakness: 'message' },
  'files.key-repeats': {},
  'files.key-counts': {},
  'files.key-is-text': {},
  'files.key-of-few-bytes': { count: 'count' },
} as const satisfies DeclaredMessages;
