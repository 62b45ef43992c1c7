import { duoRoutes } from '../../sandbox/control/duo-routes.ts';
import { halopsaRoutes } from '../../sandbox/control/halopsa-routes.ts';
import { psaRoutes } from '../../sandbox/control/psa-routes.ts';
import { sandboxRoutes } from '../../sandbox/control/sandbox-routes.ts';
import { injectedFaultSchema } from '../../sandbox/fault-kinds.ts';
import { scenarioNames } from '../../domain/scenarios.ts';
import { codeNames, readText, section } from './markdown.ts';

const document = readText('docs/sandbox.md');

describe('docs/sandbox.md', () => {
  it('names every control call, and no other', () => {
    const calls = [...sandboxRoutes, ...duoRoutes, ...psaRoutes, ...halopsaRoutes].map(
      ({ method, pattern }) => `${method} ${pattern}`,
    );
    const named = [...codeNames(section(document, '## Control calls'))].filter((name) =>
      /^(GET|POST|DELETE) /u.test(name),
    );
    expect(named.sort()).toEqual(calls.sort());
  });

  it('names every kind of fault, and no other', () => {
    const kinds = injectedFaultSchema.shape.fault.options.map((fault) => [...fault.shape.kind.values][0]);
    const named = [...codeNames(section(document, '### Kinds of faults'))];
    expect(named.sort()).toEqual(kinds.sort());
  });

  it('names every scenario', () => {
    const named = codeNames(section(document, '## Scenarios'));
    expect(scenarioNames.filter((name) => !named.has(name))).toEqual([]);
  });
});
