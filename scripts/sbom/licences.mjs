import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import satisfies from 'spdx-satisfies';
import { root } from '../build-state.mjs';

/**
 * Licences under which something may be shipped: none asks for sources of ours, or for more than that its text goes
 * along. Another one is for a person to judge, who adds it here.
 */
const allowed = [
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'CC-BY-4.0',
  'CC0-1.0',
  'ICU',
  'ISC',
  'MIT',
  'OFL-1.1',
  'OpenSSL',
  'PostgreSQL',
  'Unicode-3.0',
  'Unlicense',
  'Zlib',
];
/** What has no name in SPDX's list. */
const allowedReferences = ['LicenseRef-public-domain'];

/** Packages that say nothing, or nothing that is SPDX: what their file says, as it was read. */
const read = [
  {
    name: 'unionfs',
    file: 'LICENSE',
    sha256: '6b0382b16279f26ff69014300541967a356a666eb0b91b422f6862f6b7dad17e',
    licence: 'Unlicense',
  },
];

/** The licence as an SPDX expression; null where the package does not say it so, and nobody read it. */
export function licenceOf(manifest, folder) {
  if (typeof manifest.license === 'string') return manifest.license;
  const known = read.find(({ name }) => name === manifest.name);
  if (known === undefined) return null;
  const file = join(folder, known.file);
  const same =
    existsSync(file) && createHash('sha256').update(readFileSync(file)).digest('hex') === known.sha256;
  return same ? known.licence : null;
}

/** A sentence for each thing that may not be shipped as it is. */
export const refusedLicences = (things) =>
  things
    .filter(({ licence }) => licence === null || !isAllowed(licence))
    .map(({ name, version, licence }) =>
      licence === null
        ? `${name} ${version} does not say its licence in SPDX: read it, and name it in scripts/sbom/licences.mjs`
        : `${name} ${version} has the licence ${licence}, which is not on the list in scripts/sbom/licences.mjs`,
    );

function isAllowed(licence) {
  if (allowedReferences.includes(licence)) return true;
  try {
    return satisfies(licence, allowed);
  } catch {
    // No expression of SPDX.
    return false;
  }
}

const texts = /^(licen[cs]e|copying|notice|copyright)/i;

/** A table of everything, then the texts as they came. */
export function licenceList(packages, programs) {
  const rows = [
    ...packages.map((one) => [one.name, one.version, one.licence, [...one.parts].join(', ')]),
    ...programs.flatMap((one) => [
      [one.name, one.version, one.licence, 'npm start'],
      ...one.parts.map((part) => [part.name, part.version, part.licence, `npm start, in ${one.name}`]),
    ]),
  ];
  const table = rows.map((row) => `| ${row.map((cell) => cell ?? 'not said').join(' | ')} |`);
  const head = '# Licences of what Seatwise ships\n\n| What | Version | Licence | Where |\n|---|---|---|---|';
  return `${[head, ...table].join('\n')}\n${packages.map(textsOf).join('')}`;
}

function textsOf({ path, name, version }) {
  const files = readdirSync(join(root, path), { withFileTypes: true })
    .filter((entry) => entry.isFile() && texts.test(entry.name))
    .map((entry) => readFileSync(join(root, path, entry.name), 'utf8').trim());
  return files.length === 0 ? '' : `\n## ${name} ${version}\n\n${files.join('\n\n')}\n`;
}
