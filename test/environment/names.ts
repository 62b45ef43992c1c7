/** How global set-up tells the test processes what it started, or why it could not. */
export const environmentNames = {
  postgresUrl: 'SEATWISE_TEST_POSTGRES_URL',
  postgresFault: 'SEATWISE_TEST_POSTGRES_FAULT',
  temporalAddress: 'SEATWISE_TEST_TEMPORAL_ADDRESS',
  temporalUiUrl: 'SEATWISE_TEST_TEMPORAL_UI_URL',
  temporalFault: 'SEATWISE_TEST_TEMPORAL_FAULT',
  temporalProgram: 'SEATWISE_TEST_TEMPORAL_PROGRAM',
  sandboxTls: 'SEATWISE_TEST_SANDBOX_TLS',
  sandboxTlsFault: 'SEATWISE_TEST_SANDBOX_TLS_FAULT',
} as const;

export const templateDatabase = 'seatwise_template';

/** Reads one value of global set-up. Throws with the reason when the part is not there. */
export function fromSetUp(name: string, fault: string, what: string): string {
  const value = process.env[name];
  if (value !== undefined && value !== '') return value;
  const reason = process.env[fault];
  throw new Error(
    reason === undefined || reason === ''
      ? `${what} was not started: this level of tests goes without (test/levels.mjs)`
      : `${what} is not available: ${reason}`,
  );
}
