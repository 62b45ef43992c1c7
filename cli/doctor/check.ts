/** One line of what the doctor found. */
export interface Check {
  /** Stable, for scripts: `database.schema`, `psa.certificate`. */
  readonly name: string;
  /** `not-checked`: what it needs is missing, and that has a line of its own. */
  readonly state: 'good' | 'warning' | 'bad' | 'not-checked';
  readonly found: string;
  /** What to do; null where nothing is to be done. */
  readonly advice: string | null;
}

export const good = (name: string, found: string): Check => ({ name, state: 'good', found, advice: null });

export const warning = (name: string, found: string, advice: string): Check => ({
  name,
  state: 'warning',
  found,
  advice,
});

export const bad = (name: string, found: string, advice: string): Check => ({
  name,
  state: 'bad',
  found,
  advice,
});

export const notChecked = (name: string, because: string): Check => ({
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
        resolve([bad(name, `no answer within ${checkWithinMs / 1_000} s`, 'See whether it is overloaded.')]),
      { once: true },
    );
  });
  try {
    return await Promise.race([examine(signal), late]);
  } catch (error) {
    return [
      bad(name, error instanceof Error ? error.message : 'failed without a message', 'See its own log.'),
    ];
  }
}
