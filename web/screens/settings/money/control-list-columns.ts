import type { SettingsInfo } from '../../../api/settings.ts';

/** A column being edited; an empty name is the default one. */
export type EditedColumn = SettingsInfo['controlListColumns'][number];

/** Returns the columns with this one moved up or down by one; unchanged at the top or bottom. */
export function moved(
  columns: readonly EditedColumn[],
  field: EditedColumn['field'],
  by: -1 | 1,
): readonly EditedColumn[] {
  const from = columns.findIndex((column) => column.field === field);
  const [one, other] = [columns[from], columns[from + by]];
  if (one === undefined || other === undefined) return columns;
  return columns.map((column, at) => (at === from ? other : at === from + by ? one : column));
}

export const changed = (
  columns: readonly EditedColumn[],
  field: EditedColumn['field'],
  change: Partial<EditedColumn>,
): readonly EditedColumn[] =>
  columns.map((column) => (column.field === field ? { ...column, ...change } : column));
