import { composition } from './composition.mjs';
import { consoleFaults } from './console.mjs';
import { decisions } from './decisions.mjs';
import { http } from './http.mjs';
import { money } from './money.mjs';
import { operations } from './operations.mjs';
import { psas } from './psas.mjs';
import { records } from './records.mjs';
import { signIn } from './sign-in.mjs';
import { vendors } from './vendors.mjs';
import { writing } from './writing.mjs';

/**
 * @typedef {object} Fault
 * @property {string} name what is broken, in a sentence
 * @property {string} file where, from the project's folder
 * @property {string} find stands there exactly once
 * @property {string} replace takes its place; the file still compiles
 * @property {readonly string[]} tests files of which one test must fail
 * @property {string} [only] narrows them to tests whose name matches
 * @property {number} [patience] seconds after which a test that waits for what never happens has failed
 */

const areas = {
  money,
  composition,
  decisions,
  writing,
  vendors,
  psas,
  http,
  'sign-in': signIn,
  records,
  operations,
  console: consoleFaults,
};

/** All faults with their area. @type {readonly (Fault & { readonly area: string })[]} */
export const faults = Object.entries(areas).flatMap(([area, its]) =>
  its.map((fault) => ({ area, ...fault })),
);
