const shownByDefault = [
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
] as const;

/** Fields of a change in the control list, in default order. */
export const controlListFields = [
  ...shownByDefault,
  'change',
  'seats',
  'billable-units',
  'equation',
  'billing-rule',
  'approved-at',
  'reason',
  'company-id',
  'agreement-id',
  'line-id',
  'approval-line-id',
] as const;
export type ControlListField = (typeof controlListFields)[number];

/** A column of the control list, as configured for the accountant. */
export interface ControlListColumn {
  readonly field: ControlListField;
  /** Its heading; `null`: the default name in the language of the reader. */
  readonly name: string | null;
  readonly shown: boolean;
}

export const usualControlList: readonly ControlListColumn[] = controlListFields.map((field) => ({
  field,
  name: null,
  shown: shownByDefault.some((one) => one === field),
}));

/** Returns every column: the configured ones in their order, then the others, hidden. */
export function completeControlList(set: readonly ControlListColumn[]): readonly ControlListColumn[] {
  const named = new Set(set.map(({ field }) => field));
  return [
    ...set.filter(({ field }) => controlListFields.includes(field)),
    ...controlListFields
      .filter((field) => !named.has(field))
      .map((field) => ({ field, name: null, shown: false })),
  ];
}
