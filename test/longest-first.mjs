import { statSync } from 'node:fs';
import { levels } from './levels.mjs';

const rank = (test) => levels.findIndex(({ name }) => name === test.context.config.displayName?.name);

/** The order of files in `npm test`: by level as in `levels`, within one the largest first. */
export default class LongestFirst {
  sort(tests) {
    const sizes = new Map(tests.map(({ path }) => [path, statSync(path).size]));
    return [...tests].sort(
      (one, other) => rank(one) - rank(other) || sizes.get(other.path) - sizes.get(one.path),
    );
  }

  /** What Jest's own keeps from run to run; the order here needs nothing of it. */
  cacheResults() {
    return undefined;
  }
}
