import { useSyncExternalStore } from 'react';
import { type ErrorWords, errorWords, onErrorWords } from '../values/error-words.ts';

/** The texts of error codes; null until they are loaded, which begins with the first use. */
export const useErrorWords = (): ErrorWords | null => useSyncExternalStore(onErrorWords, errorWords);
