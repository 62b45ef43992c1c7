import { configure } from '@testing-library/react';
import { patienceMs } from './patience.ts';

// What a test waits for comes, or the test fails with what it saw instead: on a busy machine a second is too short.
configure({ asyncUtilTimeout: patienceMs });
