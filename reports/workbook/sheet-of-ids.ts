import type { ReportCell, ReportColumn, ReportRow } from '../document.ts';
import type { SheetSection } from './sheet.ts';

/** Heads of the columns by which an ID finds its row. */
export interface WordsOfIds {
  readonly section: string;
  readonly rowNumber: string;
}

interface Titled {
  readonly title: string;
  readonly section: SheetSection;
}

const isIdentifier = ({ identifier }: ReportColumn<string>): boolean => identifier === true;
const numberKey = 'row-number';

/** Numbers the rows of a section that has IDs: a number stays with its row when a person sorts. */
export function withRowNumbers(section: SheetSection, { rowNumber }: WordsOfIds): SheetSection {
  if (!section.columns.some(isIdentifier)) return section;
  let nth = 0;
  const numbered = (row: ReportRow<string>): ReportRow<string> => {
    nth += 1;
    return [{ kind: 'quantity', quantity: nth }, ...row];
  };
  return {
    ...section,
    columns: [{ key: numberKey, head: rowNumber, kind: 'quantity', weight: 1 }, ...section.columns],
    groups: section.groups.map((group) => ({ ...group, rows: group.rows.map(numbered) })),
    totals: section.totals.map((row) => [{ kind: 'none' }, ...row]),
  };
}

/**
 * Returns one table with the IDs of these sections, each in its column, by section and number of the row; null: they have none.
 *
 * @param sections as {@link withRowNumbers} returns them
 */
export function idsOf(sections: readonly Titled[], words: WordsOfIds): SheetSection | null {
  const found = sections.filter(({ section }) => section.columns.some(isIdentifier));
  const heads = [
    ...new Set(found.flatMap(({ section }) => section.columns.filter(isIdentifier).map(({ head }) => head))),
  ];
  if (heads.length === 0) return null;
  const column = (head: string): ReportColumn<string> => ({ key: head, head, kind: 'text', weight: 1 });
  return {
    whenEmpty: '',
    columns: [
      column(words.section),
      { ...column(words.rowNumber), kind: 'quantity' },
      ...heads.map((head) => column(head)),
    ],
    groups: [{ title: null, rows: found.flatMap((one) => rowsOf(one, heads)), totals: [] }],
    totals: [],
  };
}

function rowsOf({ title, section }: Titled, heads: readonly string[]): readonly ReportRow<string>[] {
  const places = heads.map((head) =>
    section.columns.findIndex((column) => isIdentifier(column) && column.head === head),
  );
  return section.groups
    .flatMap(({ rows }) => rows)
    .filter((row) => places.some((at) => cellAt(row, at).kind !== 'none'))
    .map((row) => [{ kind: 'text', text: title }, cellAt(row, 0), ...places.map((at) => cellAt(row, at))]);
}

const cellAt = (row: ReportRow<string>, at: number): ReportCell<string> => row[at] ?? { kind: 'none' };
