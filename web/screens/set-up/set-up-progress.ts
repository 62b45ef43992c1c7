import type { Integration, Status } from '../../api/integrations.ts';
import type { SetUpStepId } from './set-up-steps.ts';

const finished = new Set(['first-sync', 'active', 'paused', 'needs-attention', 'disconnecting']);

/** Set-up is over: its gate no longer applies. */
export const isFinished = ({ phase }: Pick<Integration, 'phase'>): boolean => finished.has(phase);

/** Done steps as far as the card alone tells. */
export function doneBefore(integration: Integration | null): ReadonlySet<SetUpStepId> {
  if (integration === null) return new Set();
  const done: SetUpStepId[] = ['guide', 'module'];
  if (integration.phase !== 'awaiting-credentials') done.push('credentials');
  return new Set(done);
}

/** Done steps by the two gates, as the status tells. */
export function doneSteps(status: Status): ReadonlySet<SetUpStepId> {
  const done: SetUpStepId[] = ['guide', 'module'];
  const part = (name: string): string | undefined =>
    status.indicators.find((one) => one.part === name)?.status;
  if (part('integration') === 'pending') done.push('credentials');
  if (status.gateOne.open) {
    done.push('status');
    if (!status.gateTwo.missing.includes('account-mapping')) done.push('accounts');
    if (!status.gateTwo.missing.includes('service-mapping')) done.push('services');
  }
  if (isFinished(status)) done.push('review');
  return new Set(done);
}

const partNames: Readonly<Record<string, string>> = {
  integration: 'Integration',
  accounts: 'Accounts',
  services: 'Services',
};

/** Null: open. Else the sentence of Next at gate one (console.md 3). */
export function gateOneReason({ gateOne }: Pick<Status, 'gateOne'>): string | null {
  if (gateOne.open) return null;
  const missing = gateOne.missing
    .map(({ part, status }) => `${partNames[part] ?? part} (${status})`)
    .join(', ');
  return `Integration, Accounts and Services must all read Pending. Still missing: ${missing}.`;
}

export const gateTwoWords: Readonly<Record<string, string>> = {
  'account-mapping': 'Map at least one account to go on.',
  'service-mapping': 'Map at least one service to go on.',
};
