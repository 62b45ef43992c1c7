import type { CapName } from '../../../../contracts/api/settings.ts';
import type { SettingsDraft, SettingsInfo } from '../../../api/settings.ts';
import { percentOf, shareOf } from './percent.ts';

/** How a field is typed, checked and sent. Its label is `console-settings.field.<name>`. */
export interface SettingField {
  readonly group: 'checks' | CapName;
  readonly name:
    | 'dropShare'
    | 'dropSeats'
    | 'shrinkShare'
    | 'jumpShare'
    | 'jumpSeats'
    | 'perSeatMinimumCount'
    | 'monthlyEffect'
    | 'maximumAgeHours'
    | 'sourceSpreadHours'
    | 'backgroundReadDays'
    | 'lines'
    | 'amount';
  /** `currency`: that of the settings. */
  readonly unit: 'percent' | 'accounts-in-run' | 'seats' | 'hours' | 'days' | 'lines' | 'currency';
  readonly kind: 'share' | 'whole' | 'money';
}

const field = (
  group: SettingField['group'],
  name: SettingField['name'],
  kind: SettingField['kind'],
  unit: SettingField['unit'],
): SettingField => ({ group, name, kind, unit });

/** The limits of RULES 7, each with the check it belongs to. */
export const checkFields = {
  drop: [field('checks', 'dropShare', 'share', 'percent'), field('checks', 'dropSeats', 'whole', 'seats')],
  'shrink-of-many': [field('checks', 'shrinkShare', 'share', 'accounts-in-run')],
  jump: [
    field('checks', 'jumpShare', 'share', 'percent'),
    field('checks', 'jumpSeats', 'whole', 'seats'),
    field('checks', 'perSeatMinimumCount', 'whole', 'seats'),
    field('checks', 'monthlyEffect', 'money', 'currency'),
  ],
  age: [
    field('checks', 'maximumAgeHours', 'whole', 'hours'),
    field('checks', 'sourceSpreadHours', 'whole', 'hours'),
    field('checks', 'backgroundReadDays', 'whole', 'days'),
  ],
} as const;

const capFieldsOf = (group: CapName) => [
  field(group, 'lines', 'whole', 'lines'),
  field(group, 'amount', 'money', 'currency'),
];

/** The limits of one day: of quantities, of created lines, of ended lines. */
export const capFields: Readonly<Record<CapName, readonly SettingField[]>> = {
  writeCaps: capFieldsOf('writeCaps'),
  createCaps: capFieldsOf('createCaps'),
  endCaps: capFieldsOf('endCaps'),
};

export const allFields: readonly SettingField[] = [
  ...Object.values(checkFields).flat(),
  ...Object.values(capFields).flat(),
];

export const keyOf = ({ group, name }: SettingField): string => `${group}.${name}`;

/** As the person reads it. */
export function shownValue(settings: SettingsInfo, { group, name, kind }: SettingField): string {
  const values: Readonly<Record<string, string | number>> = settings[group];
  const value = String(values[name] ?? '');
  return kind === 'share' ? percentOf(value) : value;
}

/** What is wrong with a typed value, as in `console-settings.wrong.<it>`; null: nothing. */
export function whatIsWrong({ kind }: SettingField, typed: string): 'percentage' | 'amount' | 'whole' | null {
  if (kind === 'share') return shareOf(typed) === null ? 'percentage' : null;
  if (kind === 'money') return /^\d{1,9}(\.\d{1,2})?$/u.test(typed) ? null : 'amount';
  return /^\d{1,6}$/u.test(typed) ? null : 'whole';
}

/** The typed values as the API takes them; only fields that passed {@link whatIsWrong}. */
export function changeOf(typed: Readonly<Record<string, string>>): SettingsDraft {
  const groups: Record<SettingField['group'], Record<string, string | number>> = {
    checks: {},
    writeCaps: {},
    createCaps: {},
    endCaps: {},
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
