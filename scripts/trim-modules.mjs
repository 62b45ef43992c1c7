import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { root } from './build-state.mjs';

/**
 * `node scripts/trim-modules.mjs`: removes from `node_modules` what the image does not run. It comes after the build and
 * `npm prune --omit=dev`; afterward nothing can be built here.
 */
const modules = join(root, 'node_modules');
const manifestOf = (path) => JSON.parse(readFileSync(join(root, path, 'package.json'), 'utf8'));

/** What the SDK's worker needs only to bundle workflows, which the build has done. */
const bundlesWorkflows = ['@swc/core', 'memfs', 'source-map-loader', 'swc-loader', 'unionfs', 'webpack'];

replaceBundler();
removeUnneededPackages();
trimCore();
trimFonts();

/** The worker loads its bundler when it starts, even if the workflows are bundled already. */
function replaceBundler() {
  const folder = join(modules, '@temporalio', 'worker', 'lib', 'workflow');
  rmSync(join(folder, 'bundler'), { recursive: true });
  const file = join(folder, 'bundler.js');
  const withoutBundler = `'use strict';
exports.defaultWorkflowInterceptorModules = [require.resolve('../workflow-log-interceptor')];
exports.WorkflowCodeBundler = class {
  constructor() {
    throw new Error('This image bundles no workflows: scripts/trim-modules.mjs');
  }
};
`;
  // As a new file: other folders may have links to this one.
  rmSync(file);
  writeFileSync(file, withoutBundler);
}

/** Also the PostgreSQL of `npm start`, which is optional. */
function removeUnneededPackages() {
  const list = join(modules, '.package-lock.json');
  const installed = Object.keys(JSON.parse(readFileSync(list, 'utf8')).packages);
  const needed = neededPackages(new Set(installed));
  for (const path of installed) {
    if (!needed.has(path)) rmSync(join(root, path), { recursive: true, force: true });
  }
  for (const scope of readdirSync(modules)) {
    if (scope.startsWith('@') && readdirSync(join(modules, scope)).length === 0)
      rmSync(join(modules, scope), { recursive: true });
  }
  rmSync(list);
}

/** Paths of what the service can load, such as `node_modules/pg`. */
function neededPackages(installed) {
  const needed = new Set();
  const visit = (path, { dependencies, optionalDependencies, peerDependencies }) => {
    for (const name of Object.keys({ ...dependencies, ...optionalDependencies, ...peerDependencies })) {
      if (path.endsWith('@temporalio/worker') && bundlesWorkflows.includes(name)) continue;
      const found = installedFor(path, name, installed);
      if (found === null || needed.has(found)) continue;
      needed.add(found);
      visit(found, manifestOf(found));
    }
  };
  visit('', { dependencies: manifestOf('').dependencies });
  return needed;
}

/** Where Node finds the package from there: in the nearest `node_modules` above it; `null` where it is not installed. */
function installedFor(path, name, installed) {
  let folder = path;
  for (;;) {
    const candidate = join(folder, 'node_modules', name);
    if (installed.has(candidate)) return candidate;
    if (folder === '') return null;
    folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/node_modules/')));
  }
}

/** Sources of the native core, and its binaries for other platforms. */
function trimCore() {
  const core = join(modules, '@temporalio', 'core-bridge');
  const { getPrebuiltPath } = createRequire(import.meta.url)(join(core, 'common.js'));
  const own = dirname(getPrebuiltPath());
  for (const platform of readdirSync(join(core, 'releases'))) {
    const folder = join(core, 'releases', platform);
    if (folder !== own) rmSync(folder, { recursive: true });
  }
  for (const part of ['sdk-core', 'src', 'ts', 'scripts', 'bridge-macros'])
    rmSync(join(core, part), { recursive: true });
}

/** Reports use two styles. */
function trimFonts() {
  const fonts = join(modules, '@expo-google-fonts', 'noto-sans');
  for (const style of readdirSync(fonts)) {
    if (/^\d00/.test(style) && !['400Regular', '700Bold'].includes(style))
      rmSync(join(fonts, style), { recursive: true });
  }
}
