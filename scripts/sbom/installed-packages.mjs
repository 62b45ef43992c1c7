import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { root } from '../build-state.mjs';
import { licenceOf } from './licences.mjs';

/**
 * What npm says is installed, as `npm ls` tells it: `npm sbom` leaves out packages that are needed both by the service
 * and by its tools (decision 14).
 * @param {ReadonlySet<string>} ofConsole folders of packages whose code is in the files of the console
 * @returns one for each folder that is shipped: `path`, `manifest`, `licence` (SPDX, or null), `integrity`, `parts`
 * (`service`: in node_modules of image and checkout, `console`), `needs` (paths). Throws where npm finds faults.
 */
export function installedPackages(ofConsole) {
  const production = new Set(tree(['--omit=dev']).keys());
  const all = tree([]);
  const shipped = new Set([...production, ...ofConsole]);
  // The project itself.
  shipped.delete('');
  return [...shipped].sort().map((path) => {
    const node = all.get(path);
    if (node === undefined) throw new Error(`${path} is in the console, and npm does not know it`);
    const manifest = JSON.parse(readFileSync(join(root, path, 'package.json'), 'utf8'));
    return {
      path,
      manifest,
      name: manifest.name,
      version: manifest.version,
      licence: licenceOf(manifest, join(root, path)),
      integrity: node.integrity,
      parts: new Set([
        ...(production.has(path) ? ['service'] : []),
        ...(ofConsole.has(path) ? ['console'] : []),
      ]),
      needs: [...node.needs].filter((needed) => shipped.has(needed)),
    };
  });
}

/** The paths that the project itself needs at run time. */
export const neededByProject = () => tree(['--omit=dev']).get('').needs;

const trees = new Map();

/** Every folder below the project that npm installed, with the folders that it needs. */
function tree(flags) {
  const known = trees.get(flags.join());
  if (known !== undefined) return known;
  const { status, stdout, stderr } = spawnSync('npm', ['ls', '--all', '--json', '--long', ...flags], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 512 * 1_024 * 1_024,
  });
  if (status !== 0) throw new Error(`npm ls finds faults in what is installed; run npm ci:\n${stderr}`);
  const found = new Map();
  const visit = (node) => {
    const path = relative(root, node.path);
    const children = Object.values(node.dependencies ?? {}).filter(
      ({ path: folder }) => folder !== undefined,
    );
    const before = found.get(path) ?? { integrity: undefined, needs: new Set() };
    found.set(path, before);
    before.integrity ??= node.integrity;
    for (const child of children) before.needs.add(relative(root, child.path));
    children.forEach(visit);
  };
  visit(JSON.parse(stdout));
  trees.set(flags.join(), found);
  return found;
}
