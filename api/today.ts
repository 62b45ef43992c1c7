import type { Day } from '../domain/quantity.ts';

/** The day by UTC, for words alone: no rule asks it. */
export const today = (): Day => new Date().toISOString().slice(0, 'YYYY-MM-DD'.length);
