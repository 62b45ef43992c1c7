import vm from 'node:vm';

/**
 * A worker of Jest loads each module anew for each test file, and compiled it anew too: a third of the processor time
 * that loading took (docs/testing.md). A script belongs to no context, so it is kept; each test file runs it in a
 * context of its own, with modules and globals of its own, as before.
 */
const kept = new Map();
const compileAnew = vm.compileFunction;

/** What jest-runtime calls for each module (`compile` of its ModuleExecutor). */
vm.compileFunction = (code, parameters, options) => {
  const { filename, parsingContext } = options ?? {};
  if (filename === undefined || parsingContext === undefined) return compileAnew(code, parameters, options);
  const known = kept.get(filename);
  const script =
    known?.code === code
      ? known.script
      : new vm.Script(asFunction(code, parameters), { filename, lineOffset: -1 });
  if (script !== known?.script) kept.set(filename, { code, script });
  return script.runInContext(parsingContext);
};

/** Lines keep their numbers: the first is that of the code, with `lineOffset`. */
const asFunction = (code, parameters) => `(function (${parameters.join(', ')}) {\n${code}\n})`;
