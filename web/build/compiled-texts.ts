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

/** What messages declare; the console renders those of its own subjects and of a few others. */
export const subjectFiles = /\/messages\/subjects\/(?:console\/)?[\w-]+\.ts$/u;

/**
 * Returns a subject without what rendering does not need: params of the kind `text`, which {@link catalogOfSubjects}
 * takes for text undeclared, and messages that have no other params.
 */
export const lighterSubject = (code: string): string =>
  code
    .replace(/(?<=[{,]\s*)[\w']+: 'text'(?:,\s*|(?=\s*\}))/gu, '')
    .replace(/^ +'[\w.-]+': \{\s*\},\n/gmu, '');
