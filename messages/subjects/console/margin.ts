import type { DeclaredMessages } from '../../params.ts';

/** What a usage line earns, and the settings of it (RULES 15). */
export const margin = {
  'console-margin.margin': {},
  'console-margin.by-psa': { margin: 'text', billed: 'text', cost: 'text' },
  'console-margin.by-vendor': { margin: 'text', billed: 'text', cost: 'text' },
  'console-margin.cost-unknown': { billed: 'text' },
  'console-margin.cost-unknown-why': {},
  'console-margin.private': {},
  'console-margin.why': {},
  'console-margin.role': {},
  'console-margin.role.admin': {},
  'console-margin.role.approver': {},
  'console-margin.role.reviewer': {},
  'console-margin.role.viewer': {},
  'console-margin.prices': {},
  'console-margin.prices-why': {},
  'console-margin.currency': {},
  'console-margin.tiers-hint': {},
  'console-margin.tiers-form': {},
  'console-margin.currency-form': {},
  'console-margin.saved': {},
} as const satisfies DeclaredMessages;
