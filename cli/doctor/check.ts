import { asWritten, message } from '../../messages/message.ts';
import { MessageError } from '../../messages/message-error.ts';
import type { Said } from '../../messages/say.ts';

/** One line of what the doctor found. */
export interface Check {
  /** Stable, for scripts: `database.schema`, `psa.certificate`. */
  readonly name: string;
  /** `not-checked`: what it needs is missing, and that has a line of its own. */
  readonly state: 'good' | 'warning' | 'bad' | 'not-checked';
  readonly found: Said;
  /** What to do; null where nothing is to be done. */
  readonly advice: Said | null;
}

export const good = (name: string, found: Said): Check => ({ name, state: 'good', found, advice: null });

export const warning = (name: string, found: Said, advice: Said): Check => ({
  name,
  state: 'warning',
  found,
  advice,
});

export const bad = (name: string, found: Said, advice: Said): Check => ({
  name,
  state: 'bad',
  found,
  advice,
});

export const notChecked = (name: string, because: Said): Check => ({
  name,
  state: 'not-checked',
  found: because,
  advice: null,
});

/** Milliseconds that one check may take. */
export const checkWithinMs = 5_000;

/**
 * Runs one check within its time. One that fails or does not end is a finding of its own: nothing that is down may keep
 * the doctor from the rest.
 */
export async function examined(
  name: string,
  examine: (signal: AbortSignal) => Promise<readonly Check[]>,
): Promise<readonly Check[]> {
  const signal = AbortSignal.timeout(checkWithinMs);
  const late = new Promise<readonly Check[]>((resolve) => {
    signal.addEventListener(
      'abort',
      () =>
        resolve([
          bad(
            name,
            message('doctor.no-response', { limit: checkWithinMs }),
            message('doctor.no-response.advice'),
          ),
        ]),
      { once: true },
    );
  });
  try {
    return await Promise.race([examine(signal), late]);
  } catch (error) {
    return [bad(name, causeOf(error), message('doctor.failed.advice'))];
  }
}

/** What an error says: its message, or the words of a program. */
export const causeOf = (error: unknown): Said => {
  if (error instanceof MessageError) return error.says;
  return asWritten(error instanceof Error ? error.message : String(error));
};
