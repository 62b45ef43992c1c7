import satisfies from 'spdx-satisfies';

/**
 * Licenses under which a package may be shipped: none asks for our sources, or for more than that its text is included.
 * A person evaluates another one, and adds it here.
 */
const allowed = [
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'CC-BY-4.0',
  'CC0-1.0',
  'ISC',
  'MIT',
  'OFL-1.1',
  'Unicode-3.0',
  'Unlicense',
];

/** Of packages that do not state theirs in SPDX: what the license file of this version says. */
const readByPerson = { 'png-js@2.0.0': 'MIT', 'unionfs@4.6.0': 'Unlicense' };

/** Returns the license as an SPDX expression; `null` where the package does not state it and nobody read it. */
export const licenseOf = (nameAndVersion, stated) => stated ?? readByPerson[nameAndVersion] ?? null;

/** Returns a sentence for each package that may not be shipped. */
export const rejectedLicenses = (packages) =>
  packages
    .filter(({ license }) => license === null || !isAllowed(license))
    .map(({ name, version, license }) =>
      license === null
        ? `${name} ${version} does not state its license in SPDX. Read it, and add it to scripts/licenses.mjs.`
        : `${name} ${version} has the license ${license}, which scripts/licenses.mjs does not allow.`,
    );

function isAllowed(license) {
  try {
    return satisfies(license, allowed);
  } catch {
    // Not an SPDX expression.
    return false;
  }
}
