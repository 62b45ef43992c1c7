import type { Environment } from './environment.ts';

/** How long housekeeping keeps what nothing refers to. */
export const keepingOf = (environment: Environment) => ({
  historyMonths: environment.KEEP_HISTORY_MONTHS,
  commandsDays: environment.KEEP_COMMANDS_DAYS,
  messagesDays: environment.KEEP_MESSAGES_DAYS,
});
