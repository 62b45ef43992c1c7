/** What a row of the control list can say of a change, in the usual order. */
export const controlListFields = [
  'invoice',
  'customer',
  'agreement',
  'product',
  'before',
  'after',
  'unit-price',
  'amount-per-month',
  'amount-per-invoice',
  'currency',
  'approved-by',
  'confirmed-at',
  'change',
  'approved-at',
  'reason',
  'company-id',
  'agreement-id',
  'line-id',
  'approval-line-id',
] as const;
export type ControlListField = (typeof controlListFields)[number];

/** A column of the control list, as the accountant wants it. */
export interface ControlListColumn {
  readonly field: ControlListField;
  /** Its head; null: the name that the field has in the language of the reader. */
  readonly name: string | null;
  readonly shown: boolean;
}

/** Not shown by default. */
const hidden: ReadonlySet<ControlListField> = new Set([
  'change',
  'approved-at',
  'reason',
  'company-id',
  'agreement-id',
  'line-id',
  'approval-line-id',
]);

export const usualControlList: readonly ControlListColumn[] = controlListFields.map((field) => ({
  field,
  name: null,
  shown: !hidden.has(field),
}));

/** Returns every column: those that were set in their order, then the others, not shown. */
export function completeControlList(set: readonly ControlListColumn[]): readonly ControlListColumn[] {
  const named = new Set(set.map(({ field }) => field));
  return [
    ...set.filter(({ field }) => controlListFields.includes(field)),
    ...controlListFields
      .filter((field) => !named.has(field))
      .map((field) => ({ field, name: null, shown: false })),
  ];
}
