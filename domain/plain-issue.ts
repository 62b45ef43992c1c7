/** What a validator found, as zod hands it to the creator of its words; only what the words need. */
interface FoundIssue {
  readonly code?: string | undefined;
  readonly input?: unknown;
  readonly expected?: unknown;
  /** What is too small or too large: `string`, `number`, `array`… */
  readonly origin?: unknown;
  readonly minimum?: unknown;
  readonly maximum?: unknown;
  readonly inclusive?: unknown;
  readonly format?: unknown;
  readonly values?: unknown;
  readonly divisor?: unknown;
  readonly keys?: unknown;
}

/**
 * The one place where a validator's finding becomes words for people; they follow the name of the field. Given to each
 * `safeParse` as `error`, so that words of a schema's own go first. Values stay out: they may be anything.
 */
export function plainIssue(issue: FoundIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined ? 'is missing' : `must be ${kindOf(issue.expected)}`;
    case 'too_small':
      return bound('at least', issue.origin, issue.minimum, issue.inclusive);
    case 'too_big':
      return bound('at most', issue.origin, issue.maximum, issue.inclusive);
    case 'invalid_value':
      return oneOf(issue.values);
    case 'not_multiple_of':
      return `must be a multiple of ${String(issue.divisor)}`;
    case 'invalid_format':
      return formats[String(issue.format)] ?? 'is not in the form that is expected here';
    case 'unrecognized_keys':
      return 'has fields that are not known here';
    default:
      return 'is not what is expected here';
  }
}

const kinds: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  bigint: 'a whole number',
  boolean: 'true or false',
  date: 'a date',
  array: 'a list',
  object: 'an object',
  record: 'an object',
  null: 'null',
};
const kindOf = (expected: unknown): string => kinds[String(expected)] ?? 'of another kind';

const formats: Readonly<Record<string, string>> = {
  email: 'must be an email address',
  uuid: 'must be a UUID',
  url: 'must be an address such as https://example.com',
  datetime: 'must be a date and time such as 2026-01-31T12:00:00Z',
  date: 'must be a day such as 2026-01-31',
  iso_date: 'must be a day such as 2026-01-31',
  safeint: 'must be a whole number',
};

function bound(which: 'at least' | 'at most', origin: unknown, limit: unknown, inclusive: unknown): string {
  const words = inclusive === false ? (which === 'at least' ? 'more than' : 'less than') : which;
  const size = String(limit);
  if (origin === 'string') {
    if (which === 'at least' && size === '1') return 'must not be empty';
    return `must have ${words} ${counted(size, 'character')}`;
  }
  if (origin === 'array' || origin === 'set' || origin === 'map' || origin === 'record')
    return `must have ${words} ${size === '1' ? 'one entry' : `${size} entries`}`;
  return `must be ${words} ${size}`;
}

const counted = (size: string, what: string): string => `${size} ${what}${size === '1' ? '' : 's'}`;

function oneOf(values: unknown): string {
  if (!Array.isArray(values) || values.length === 0) return 'is not what is expected here';
  const words = values.map((value) => String(value));
  return words.length === 1 ? `must be ${words.join('')}` : `must be one of: ${words.join(', ')}`;
}
