import compile from 'icu-minify/compile';

/** For Jest, what web/build/compiled-texts.ts does for the build. */
export default {
  process: (json) => ({
    code: JSON.stringify(
      Object.fromEntries(Object.entries(JSON.parse(json)).map(([id, text]) => [id, compile(text)])),
    ),
  }),
};
