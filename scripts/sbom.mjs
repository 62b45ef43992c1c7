import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isFresh, root } from './build-state.mjs';
import { serialized } from './sbom/bill.mjs';
import { consolePackages } from './sbom/console-packages.mjs';
import { licenceList, refusedLicences } from './sbom/licences.mjs';
import { installedPackages } from './sbom/installed-packages.mjs';
import { programs } from './sbom/programs.mjs';

/**
 * `npm run sbom`: what is shipped, and under which licences, into dist/sbom (or `--into <folder>`):
 * `seatwise.cdx.json` in CycloneDX and `licences.md` with the texts. Ends with 1 where a licence is not on the list
 * (scripts/sbom/licences.mjs), and with 2 where it cannot be told what is shipped.
 */
const at = process.argv.indexOf('--into');
const folder = at < 0 ? join(root, 'dist', 'sbom') : process.argv[at + 1];

try {
  if (!isFresh()) {
    console.log('Building (only after a change).');
    const { build } = await import('./build.mjs');
    await build();
  }
  process.exit(await write());
} catch (error) {
  console.error(error.message);
  process.exit(2);
}

async function write() {
  const packages = installedPackages(consolePackages());
  const brought = await programs();
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'seatwise.cdx.json'), serialized(packages, brought));
  writeFileSync(join(folder, 'licences.md'), licenceList(packages, brought));
  const refused = refusedLicences([...packages, ...brought.flatMap((one) => [one, ...one.parts])]);
  for (const sentence of refused) console.error(sentence);
  const named = (part) => packages.filter(({ parts }) => parts.has(part)).length;
  console.log(
    `${named('service')} packages of the service, ${named('console')} in the files of the console, ${brought.length} programs: ${folder}`,
  );
  return refused.length === 0 ? 0 : 1;
}
