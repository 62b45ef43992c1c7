import type { AuditText } from './texts.ts';
/** The detail of an entry as terms and values for people; never as JSON. */
export interface DetailRow {
  readonly term: string;
  readonly text: string;
}

type Detail = Readonly<Record<string, unknown>>;

const isRecord = (value: unknown): value is Detail =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const acronyms: Readonly<Record<string, string>> = {
  psa: 'PSA',
  id: 'ID',
  ids: 'IDs',
  api: 'API',
  url: 'URL',
};

/** `monthlyEffect` → "monthly effect"; `psaLineId` → "PSA line ID". */
export function termWords(name: string): string {
  const words = name
    .replace(/([a-z0-9])([A-Z])/gu, '$1 $2')
    .replace(/[-_.]/gu, ' ')
    .toLowerCase();
  return words.replace(/\b(?:psa|ids?|api|url)\b/gu, (name) => acronyms[name] ?? name);
}

/** What was found, as the API has rendered it. */
const messageOf = (value: unknown): string | null =>
  isRecord(value) && 'params' in value && typeof value['message'] === 'string' ? value['message'] : null;

function valueWords(value: unknown, text: AuditText): string {
  if (value === null || value === undefined || value === '') return '–';
  if (typeof value === 'boolean') return text(value ? 'console-audit.yes' : 'console-audit.no');
  if (Array.isArray(value))
    return value.length === 0
      ? text('console-audit.nothing')
      : value.map((item) => itemWords(item, text)).join(', ');
  const said = messageOf(value);
  if (said !== null) return said;
  if (isRecord(value)) return itemWords(value, text);
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '–';
}

/** One thing of a list: its name where it has one, else its parts. */
function itemWords(value: unknown, text: AuditText): string {
  if (!isRecord(value)) return valueWords(value, text);
  const name = value['name'] ?? value['label'];
  if (typeof name === 'string') return name;
  return Object.entries(value)
    .map(([key, inner]) => `${termWords(key)} ${valueWords(inner, text)}`)
    .join(', ');
}

const longestList = 50;
const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** Before and after become one row for each value that moved: "0.2 → 0.3". */
export function detailRows(detail: Detail, text: AuditText): readonly DetailRow[] {
  const { before, after, ...rest } = detail;
  const changes =
    'before' in detail && 'after' in detail
      ? changeRows('', before, after, text)
      : flat(
          '',
          { ...('before' in detail ? { before } : {}), ...('after' in detail ? { after } : {}) },
          text,
        );
  return [...changes, ...flat('', rest, text)].slice(0, longestList);
}

function changeRows(path: string, before: unknown, after: unknown, text: AuditText): DetailRow[] {
  if (same(before, after)) return [];
  if (isRecord(before) && isRecord(after)) {
    const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
    return names.flatMap((name) => changeRows(joined(path, name), before[name], after[name], text));
  }
  return [
    {
      term: path === '' ? text('console-audit.term.change') : path,
      text: `${valueWords(before, text)} → ${valueWords(after, text)}`,
    },
  ];
}

const joined = (path: string, name: string): string =>
  path === '' ? termWords(name) : `${path}: ${termWords(name)}`;

function flat(path: string, detail: Detail, text: AuditText): DetailRow[] {
  return Object.entries(detail).flatMap(([name, value]) =>
    isRecord(value) && !('name' in value) && messageOf(value) === null
      ? flat(joined(path, name), value, text)
      : [{ term: joined(path, name), text: valueWords(value, text) }],
  );
}
