import type { Integration, Status } from '../../api/integrations.ts';
import type { Texts } from '../../components/texts.ts';
import type { SetUpStepId } from './set-up-steps.ts';
import type { consoleSetUp } from '../../../messages/generated/console-set-up.ts';

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

export type SetUpTexts = Texts<typeof consoleSetUp.declared>;

interface PartStatus {
  readonly part: string;
  readonly status: string;
}

const partNames = ['integration', 'accounts', 'services'] as const;
const statuses = ['waiting', 'pending', 'error'] as const;

const namesOf = ({ part, status }: PartStatus, text: SetUpTexts): PartStatus => {
  const knownPart = partNames.find((one) => one === part);
  const knownStatus = statuses.find((one) => one === status);
  return {
    part: knownPart === undefined ? part : text(`console-set-up.part.${knownPart}`),
    status: knownStatus === undefined ? status : text(`console-set-up.status.${knownStatus}`),
  };
};

/** "Accounts pending". */
export const partStatus = (one: PartStatus, text: SetUpTexts): string =>
  text('console-set-up.part-status', namesOf(one, text));

/** Null: open. Else the sentence of Next at gate one (console.md 3). */
export function gateOneReason({ gateOne }: Pick<Status, 'gateOne'>, text: SetUpTexts): string | null {
  if (gateOne.open) return null;
  const parts = gateOne.missing.map((one) => text('console-set-up.missing-part', namesOf(one, text)));
  return text('console-set-up.gate-one', { parts });
}
