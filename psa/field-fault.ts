/** What is wrong with a field; schemas give it as the message of their own checks. */
export type FieldFault =
  | 'missing'
  | 'not-text'
  | 'not-a-flag'
  | 'not-a-list'
  | 'not-an-object'
  | OwnFault
  | 'unexpected';

export const ownFaults = [
  'not-an-id',
  'not-a-date',
  'not-a-decimal',
  'not-whole',
  'of-another-agreement',
] as const;
type OwnFault = (typeof ownFaults)[number];
