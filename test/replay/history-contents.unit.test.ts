import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { businessNames } from '../../sandbox/scenarios/business-names.ts';
import { plainCustomers } from '../../sandbox/scenarios/typical-fixtures.ts';
import { projectFolder, readText } from '../documentation/markdown.ts';

const folder = join(projectFolder, 'test', 'histories');
const histories = readdirSync(folder, { withFileTypes: true, recursive: true })
  .filter(({ name }) => name.endsWith('.json'))
  .map(({ parentPath, name }) => join(parentPath, name));

interface Said {
  /** Fields from the payload inward; empty: the payload is the text. */
  readonly at: string;
  readonly text: string;
}

/** Every text in a payload of this history, also in summaries and failures. */
function saidIn(value: unknown, at: string | null = null): readonly Said[] {
  if (typeof value === 'string') return at === null ? [] : [{ at, text: value }];
  if (Array.isArray(value)) return value.flatMap((one) => saidIn(one, at));
  if (typeof value !== 'object' || value === null) return [];
  const fields = Object.entries(value);
  const { data, metadata } = value as { readonly data?: unknown; readonly metadata?: unknown };
  if (at === null && typeof data === 'string' && metadata !== undefined)
    return saidIn(JSON.parse(Buffer.from(data, 'base64').toString('utf8')), '');
  return fields.flatMap(([name, one]) => saidIn(one, at === null ? null : `${at}.${name}`));
}

/** Of every scenario. */
const customers = [...businessNames(6_400), ...plainCustomers.map(([name]) => name)];

/** IDs, times, counts, and codes: one word of ours or of Temporal, or words joined by a character that no name has. */
const plain = /^[A-Za-z0-9]+(?:[-/:._][A-Za-z0-9]+)*$/u;

/** What else the document says, by where it stands. */
const named: readonly (readonly [where: RegExp, named: string])[] = [
  [/^$|\.shown\.label$/u, 'names of the MSP and of the connected products'],
  [/\.shown\.terms\./u, 'names of the MSP and of the connected products'],
  [/\.text$/u, 'how runs and changes ended as text, with counts and sums'],
  [/\.facts\./u, 'API host, rights, version, and time zone'],
];

it('contains what the security document says, in every recorded history', () => {
  const document = readText('docs/security.md');
  for (const [, words] of named) expect(document).toContain(words);
  expect(histories.length).toBeGreaterThan(15);
  const others = histories.flatMap((file) =>
    saidIn(JSON.parse(readFileSync(file, 'utf8'))).filter(
      ({ at, text }) => !plain.test(text) && !named.some(([where]) => where.test(at)),
    ),
  );
  expect(others).toEqual([]);
});

it('contains no name of a customer, and the name of the MSP where it is said to', () => {
  const said = histories.flatMap((file) => saidIn(JSON.parse(readFileSync(file, 'utf8'))));
  const all = [...new Set(said.map(({ text }) => text))];
  expect(all.filter((text) => customers.some((name) => text.includes(name)))).toEqual([]);
  expect(all.some((text) => text.includes('Harbor Lane IT Services'))).toBe(true);
});
