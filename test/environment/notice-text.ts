import { inEnglish } from '../../messages/english.ts';
import { StoredMessage } from '../../messages/stored.ts';

/** What a row's message says in English, with IDs for names. */
export const textOf = (stored: unknown): string => inEnglish(StoredMessage.parse(stored));
