import { execFileSync } from 'node:child_process';
import { readText } from './markdown.ts';

/**
 * Which files may name one vendor or PSA: its own folder, the sandbox, what migrates old rows, tests, measurements. Every
 * other one stands here, with the number of its lines and why.
 */
const own =
  /^(vendors\/duo|psa\/(connectwise|autotask|halopsa)|sandbox|db\/migrations|test|tools)\/|\/testing\/|\.(test|fixture)\.tsx?$/u;

type Exceptions = Readonly<Record<string, readonly [lines: number, why: string]>>;

const duo: Exceptions = {
  'api/resources/lifecycle/integrations.ts': [1, 'example of a body'],
  'domain/editions.ts': [9, 'editions by code: a price rule of RULES 9'],
  'embedded/sandbox-settings.ts': [1, 'the simulated host'],
  'embedded/tour/autotask-tour.ts': [3, 'its side of the tour'],
  'embedded/tour/billing-rules.ts': [3, 'the tour'],
  'embedded/tour/halopsa-tour.ts': [2, 'its side of the tour'],
  'embedded/tour/month.ts': [2, 'the tour'],
  'embedded/tour/main.ts': [2, 'the tour'],
  'embedded/tour/set-up.ts': [4, 'the tour'],
  'embedded/tour/toured-psa.ts': [1, 'the tour'],
  'vendors/registry.ts': [2, 'the registry'],
};

const connectWise: Exceptions = {
  'api/main.ts': [1, 'the client ID of the installation'],
  'api/resources/lifecycle/integrations.ts': [1, 'example of a body'],
  'config/variables.ts': [3, 'the client ID of the installation'],
  'config/worker-settings.ts': [1, 'the client ID of the installation'],
  'domain/mapping/name-forms.ts': [1, 'the length at which names were cut'],
  'embedded/service.ts': [1, 'the client ID of the installation'],
  'embedded/tour/autotask-tour.ts': [1, 'its side of the tour'],
  'embedded/tour/connectwise-tour.ts': [6, 'its side of the tour'],
  'embedded/tour/halopsa-tour.ts': [2, 'its side of the tour'],
  'embedded/tour/kinds.ts': [1, 'the tour'],
  'embedded/tour/main.ts': [2, 'the PSAs of the tour'],
  'psa/port.ts': [2, 'pointers to connectwise.md'],
  'psa/registry.ts': [2, 'the registry'],
};

const autotask: Exceptions = {
  'embedded/tour/autotask-tour.ts': [12, 'its side of the tour'],
  'embedded/tour/kinds.ts': [1, 'the tour'],
  'embedded/tour/main.ts': [2, 'the PSAs of the tour'],
  'psa/registry.ts': [2, 'the registry'],
};

const haloPsa: Exceptions = {
  'embedded/tour/halopsa-tour.ts': [27, 'its side of the tour'],
  'embedded/tour/kinds.ts': [1, 'the tour'],
  'embedded/tour/main.ts': [2, 'the PSAs of the tour'],
  'psa/registry.ts': [2, 'the registry'],
};

const sources = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
  encoding: 'utf8',
})
  .split('\n')
  .filter((path) => /^\w[^.]*\/.*\.tsx?$/u.test(path) && !own.test(path));

function linesThatName(word: string): Readonly<Record<string, number>> {
  const found: Record<string, number> = {};
  for (const path of sources) {
    const lines = readText(path)
      .split('\n')
      .filter((line) => line.toLowerCase().includes(word)).length;
    if (lines > 0) found[path] = lines;
  }
  return found;
}

const counted = (exceptions: Exceptions) =>
  Object.fromEntries(Object.entries(exceptions).map(([path, [lines]]) => [path, lines]));

it('nothing but its own folder names Duo, except what stands here', () => {
  expect(linesThatName('duo')).toEqual(counted(duo));
});

it('nothing but its own folder names ConnectWise, except what stands here', () => {
  expect(linesThatName('connectwise')).toEqual(counted(connectWise));
});

it('nothing but its own folder names Autotask, except what stands here', () => {
  expect(linesThatName('autotask')).toEqual(counted(autotask));
});

it('nothing but its own folder names HaloPSA, except what stands here', () => {
  expect(linesThatName('halopsa')).toEqual(counted(haloPsa));
});

it("nothing but ConnectWise's own folder speaks of Inquire levels", () => {
  expect(linesThatName('inquire')).toEqual({});
});
