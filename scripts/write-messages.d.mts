import type { DeclaredMessages } from '../messages/params.ts';

export function subjectsOf(locale: string): readonly string[];
export function readSubject(subject: string): {
  readonly texts: Readonly<Record<string, string>>;
  readonly params: DeclaredMessages;
};
/** Returns the code of a subject as the console loads it. */
export function lightModule(subject: string): string;
/** Returns the code of a translation as the console loads it. */
export function lightTranslation(locale: string, subjects: readonly string[]): string;
