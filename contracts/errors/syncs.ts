import type { ErrorDefinition } from './definition.ts';

/** How runs end, and what they find. */
export const syncErrors = {
  Orphaned: { title: 'The run lost its workflow', advice: 'Nothing to do: the next run took over.' },
  FenceLost: { title: 'A newer execution of this run took over', advice: 'Nothing to do.' },
  NothingCounted: {
    title: 'No mapped account could be counted',
    advice: 'See the causes of the accounts; repair, then retry the failed accounts.',
  },
  AccountListEmpty: {
    title: 'The vendor listed no accounts',
    advice: 'Check that the key that lists accounts belongs to the parent account.',
  },
  SyncCancelled: { title: 'The run was cancelled', advice: 'Start another when ready.' },
  SyncStopped: {
    title: 'The integration was disconnected or paused',
    advice: 'Resume or connect, then start a sync.',
  },
  SyncTimedOut: {
    title: 'The run gave up after its longest patience',
    advice: 'See whether workers run and the vendors answer, then Reset the run or start another.',
  },
  AccountsSkipped: {
    title: 'Accounts were not read',
    advice: 'They are excluded, or their cause was acknowledged; their last seats are shown apart.',
  },
  NothingRead: {
    title: 'There was nothing to read',
    advice: 'Nothing to do: no account and no agreement of the run before had failed.',
  },
  PendingAccountsLeft: { title: 'Accounts are still unread', advice: 'Nothing to do: the run goes on.' },
  UsageLineGone: {
    title: 'The usage line is no more',
    advice: 'Read the list of usage lines again: its account was mapped otherwise, or left.',
  },
  CompositionDiffers: {
    title: 'Usage lines were not as their facts say',
    advice: 'An error of ours: report the notice. The lines are right again after the next sync.',
  },
  TotalsDoNotClose: {
    title: 'The control totals do not close',
    advice: 'An error of ours: report the run id.',
  },
} as const satisfies Record<string, ErrorDefinition>;
