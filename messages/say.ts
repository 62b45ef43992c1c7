import { catalogOf, locales } from './catalog.ts';
import { localeFor } from './locales.ts';
import type { Message } from './message.ts';
import { createRenderer } from './rendering/renderer.ts';
import type { Terminology } from './terms.ts';

/** A message, or one about an integration in the terms of its vendor and PSA. */
export type Said = Message | { readonly message: Message; readonly terms: Terminology };

/** Returns the text of a message in the language of this process. */
export type Say = (said: Said) => string;

/** Returns the renderer of a process: the language of its environment, and the time zone of the system. */
export function sayIn(env: NodeJS.ProcessEnv): Say {
  const locale = localeOf(env);
  const { timeZone } = new Intl.DateTimeFormat().resolvedOptions();
  // Asked for at each text: what a locale has of its own is loaded after the process began.
  const renderer = (terms: Terminology | null) => createRenderer(catalogOf(locale), { timeZone, terms });
  return (said) => ('terms' in said ? renderer(said.terms)(said.message) : renderer(null)(said));
}

/** Returns the locale that POSIX variables name, such as `en_US.UTF-8`; English where there are no texts for it. */
function localeOf({ LC_ALL, LC_MESSAGES, LANG }: NodeJS.ProcessEnv): string {
  const named = [LC_ALL, LC_MESSAGES, LANG].find((value) => value !== undefined && value !== '') ?? 'en';
  return localeFor([named.replace(/[.@].*$/u, '').replace('_', '-')], locales);
}

/** A document for scripts: each message in it as `{ id, params, message }`, with its text. */
export const jsonDocument = (value: object, say: Say): string =>
  `${JSON.stringify(value, (_key, part: unknown) => withText(part, say), 2)}\n`;

function withText(part: unknown, say: Say): unknown {
  if (!isSaid(part)) return part;
  const { id, params } = 'terms' in part ? part.message : part;
  return { id, params, message: say(part) };
}

function isSaid(part: unknown): part is Said {
  if (typeof part !== 'object' || part === null) return false;
  const keys = Object.keys(part).sort().join();
  return keys === 'id,params' || keys === 'message,terms';
}
