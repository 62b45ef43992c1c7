/** Milliseconds that a test waits for what comes on any machine, however busy it is. */
export const patienceMs = 60_000;
