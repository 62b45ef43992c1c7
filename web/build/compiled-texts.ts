import compile from 'icu-minify/compile';

/** Texts that the console renders; all others of locales/ are the service's. */
export const textFiles = /\/locales\/\w+\/(?:billing-rules|core|retention|validation|console-[\w-]+)\.json$/u;

/** Returns a file of texts with each of them compiled, so that the console needs no parser (docs/messages.md). */
export const compiledTexts = (json: string): string =>
  JSON.stringify(
    Object.fromEntries(
      Object.entries(JSON.parse(json) as Readonly<Record<string, string>>).map(([id, text]) => [
        id,
        compile(text),
      ]),
    ),
  );

/** What messages of the console declare. */
export const subjectFiles = /\/messages\/subjects\/console\/[\w-]+\.ts$/u;

/** Returns a subject without its messages that have no params: a text is rendered from its params alone. */
export const lighterSubject = (code: string): string => code.replace(/^ +'[\w.-]+': \{\},\n/gmu, '');
