import { basename } from 'node:path';
import { compiledModule, lightTranslation, subjectsOf } from '../../scripts/write-messages.mjs';

const codeOf = (name) =>
  name.startsWith('in-')
    ? lightTranslation(name.slice('in-'.length), subjectsOf('en'))
    : compiledModule(name);

/** For Jest, what vite.config.ts does for the console: texts are compiled. */
export default {
  process: (_source, path) => ({
    code: codeOf(basename(path, '.ts')).replace('export const ', 'exports.'),
  }),
};
