import type { z } from 'zod';

const prefix = 'seatwise.draft.';

/** What a person has chosen or typed in one form and not sent yet. Kept for this tab alone, and never a secret. */
export interface FormDraft<T> {
  /** Null: nothing is kept, or what is kept is of another release. */
  readonly read: () => T | null;
  readonly keep: (value: T) => void;
  readonly forget: () => void;
}

/** The draft of `form` ("review of <integration id>") by this member: another one who signs in here does not see it. */
export function formDraft<T>(memberId: string, form: string, schema: z.ZodType<T>): FormDraft<T> {
  const key = `${prefix}${memberId}.${form}`;
  return {
    read: () => {
      try {
        const kept = schema.safeParse(JSON.parse(sessionStorage.getItem(key) ?? 'null'));
        return kept.success ? kept.data : null;
      } catch {
        return null;
      }
    },
    keep: (value) => {
      try {
        sessionStorage.setItem(key, JSON.stringify(value));
      } catch {
        // Without storage a reload forgets it; the form itself goes on.
      }
    },
    forget: () => {
      try {
        sessionStorage.removeItem(key);
      } catch {
        // See keep.
      }
    },
  };
}

/** At sign-out: drafts of everybody who used this tab. */
export function forgetDrafts(): void {
  try {
    for (const key of Object.keys(sessionStorage).filter((name) => name.startsWith(prefix)))
      sessionStorage.removeItem(key);
  } catch {
    // Without storage there are none.
  }
}
