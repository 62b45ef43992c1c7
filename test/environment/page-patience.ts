import { configure } from '@testing-library/react';

// What a test waits for comes, or the test fails with what it saw instead: on a busy machine a second is too short.
configure({ asyncUtilTimeout: 60_000 });
