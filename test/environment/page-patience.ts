import { configure } from '@testing-library/react';
import { loadLazyParts } from '../../web/components/lazy-loads.ts';
import { loadErrorWords } from '../../web/values/error-words.ts';
import { patienceMs } from './patience.ts';

// What a test waits for comes, or the test fails with what it saw instead: on a busy machine a second is too short.
configure({ asyncUtilTimeout: patienceMs });

// As in a browser that was idle for a moment: dialogs and menus open at once.
beforeAll(async () => {
  await Promise.all([loadLazyParts(), loadErrorWords()]);
});
