import type { SettingsDraft, SettingsInfo } from '../../api/settings.ts';
import { capital, type Words } from '../../components/words.ts';
import { percentOf, shareOf } from './shares.ts';

/** How a field is typed, checked and sent. */
export interface SettingField {
  readonly group: 'checks' | 'writeCaps';
  readonly name: string;
  readonly label: string | ((words: Words) => string);
  readonly unit: string;
  readonly kind: 'share' | 'whole' | 'money';
}

const field = (
  group: SettingField['group'],
  name: string,
  kind: SettingField['kind'],
  label: SettingField['label'],
  unit: string,
): SettingField => ({ group, name, kind, label, unit });

/** The limits of RULES 7, each with the check it belongs to. */
export const checkFields = {
  drop: [
    field('checks', 'dropShare', 'share', 'Fewer by more than', '%'),
    field('checks', 'dropSeats', 'whole', 'and by more than', 'seats'),
  ],
  'shrink-of-many': [field('checks', 'shrinkShare', 'share', 'More than', '% of accounts fall in one run')],
  jump: [
    field('checks', 'jumpShare', 'share', 'More by over', '%'),
    field('checks', 'jumpSeats', 'whole', 'and by over', 'seats'),
    field(
      'checks',
      'perSeatMinimumCount',
      'whole',
      ({ vendor }) => `PSA bills 1 or less, and ${vendor} counts at least`,
      'seats',
    ),
    field('checks', 'monthlyEffect', 'money', 'Effect a month above', 'currency'),
  ],
  age: [
    field('checks', 'maximumAgeHours', 'whole', 'Newest complete count older than', 'hours'),
    field(
      'checks',
      'sourceSpreadHours',
      'whole',
      ({ vendor }) => `${vendor} and PSA read further apart than`,
      'hours',
    ),
    field(
      'checks',
      'backgroundReadDays',
      'whole',
      ({ vendor, agreements }) => `${capital(agreements)} of no ${vendor} customer are read once in`,
      'days',
    ),
  ],
} as const;

export const capFields = [
  field('writeCaps', 'lines', 'whole', 'Changes sent on one day, at most', 'lines'),
  field('writeCaps', 'amount', 'money', 'Effect sent on one day, at most', 'currency'),
] as const;

export const allFields: readonly SettingField[] = [...Object.values(checkFields).flat(), ...capFields];

export const keyOf = ({ group, name }: SettingField): string => `${group}.${name}`;

/** As the person reads it. */
export function shownValue(settings: SettingsInfo, { group, name, kind }: SettingField): string {
  const values: Readonly<Record<string, string | number>> = settings[group];
  const value = String(values[name] ?? '');
  return kind === 'share' ? percentOf(value) : value;
}

/** What is wrong with a typed value; null: nothing. */
export function whatIsWrong({ kind }: SettingField, typed: string): string | null {
  if (kind === 'share') return shareOf(typed) === null ? 'A percentage from 0 to 100.' : null;
  if (kind === 'money')
    return /^\d{1,9}(\.\d{1,2})?$/u.test(typed) ? null : 'An amount, such as 500 or 500.00.';
  return /^\d{1,6}$/u.test(typed) ? null : 'A whole number.';
}

/** The typed values as the API takes them; only fields that passed {@link whatIsWrong}. */
export function changeOf(typed: Readonly<Record<string, string>>): SettingsDraft {
  const groups: Record<SettingField['group'], Record<string, string | number>> = {
    checks: {},
    writeCaps: {},
  };
  for (const one of allFields) {
    const text = typed[keyOf(one)];
    if (text === undefined) continue;
    const share = one.kind === 'share' ? shareOf(text) : null;
    groups[one.group][one.name] = share ?? (one.kind === 'whole' ? Number(text) : text);
  }
  const filled = Object.entries(groups).filter(([, values]) => Object.keys(values).length > 0);
  return Object.fromEntries(filled);
}
