import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import vm from 'node:vm';

/**
 * A worker of Jest loads each module again for each test file, and used to compile it again too. Here it compiles a module once,
 * and where test files share the realm of the worker (`node-environment.mjs`) it leaves the packages that package.json
 * names to Node, which loads each once for the worker (docs/decisions/0037-one-realm-for-tests.md).
 */
const root = new URL('../../', import.meta.url);
const nodeModules = fileURLToPath(new URL('node_modules/', root));
const { dependencies, devDependencies } = JSON.parse(readFileSync(new URL('package.json', root), 'utf8'));
/** Jest recreates its own parts, since they hold what one test file said. */
const packages = new Set(
  Object.keys({ ...dependencies, ...devDependencies }).filter((name) => !/^(@jest\/|jest)/u.test(name)),
);
const load = createRequire(import.meta.url);

const scripts = new Map();
const compileAgain = vm.compileFunction;
const ownRealms = new WeakSet();

/** Modules compiled for `context` run in the realm of the worker. */
export function ownRealm(context) {
  ownRealms.add(context);
  return context;
}

/** What jest-runtime calls for each module (`compile` of its ModuleExecutor). */
vm.compileFunction = (code, parameters, options) => {
  const { filename, parsingContext } = options ?? {};
  if (filename === undefined || parsingContext === undefined) return compileAgain(code, parameters, options);
  if (!ownRealms.has(parsingContext)) return script(code, parameters, filename).runInContext(parsingContext);
  if (packages.has(packageOf(filename))) {
    return (loaded) => {
      loaded.exports = load(filename);
    };
  }
  return script(code, parameters, filename).runInThisContext();
};

function packageOf(filename) {
  if (!filename.startsWith(nodeModules)) return null;
  const [first, second] = filename.slice(nodeModules.length).split(sep);
  return first.startsWith('@') ? `${first}/${second}` : first;
}

/** A script belongs to no realm, so it can be kept. */
function script(code, parameters, filename) {
  const known = scripts.get(filename);
  if (known?.code === code) return known.script;
  // Lines keep their numbers: the first is that of the code.
  const made = new vm.Script(`(function (${parameters.join(', ')}) {\n${code}\n})`, {
    filename,
    lineOffset: -1,
  });
  scripts.set(filename, { code, script: made });
  return made;
}
