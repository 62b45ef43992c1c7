import type { CompiledMessage } from 'icu-minify/format';
import type { TermTexts } from './terms.ts';

/** Texts by ID; the build of the console has compiled its own (vite.config.ts). */
export type Texts = Readonly<Record<string, string | CompiledMessage>>;

/** What a locale has of its own: English stands in for the rest. */
export interface Translation {
  readonly texts: Texts;
  /** Absent: those of English. */
  readonly terms?: TermTexts;
}
