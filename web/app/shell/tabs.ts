import { Audit, Integrations, Month, Runs, Settings, Usage, WriteBacks } from '../screen-list.ts';

export interface Tab {
  readonly to: string;
  readonly words: string;
  /** After `g`. */
  readonly letter: string;
  /** Loads the screen before it is shown. */
  readonly preload: () => void;
  readonly count?: 'usage' | 'write-backs';
}

export const tabs: readonly Tab[] = [
  { to: '/month', words: 'Month', letter: 'm', preload: Month.preload },
  { to: '/integrations', words: 'Integrations', letter: 'i', preload: Integrations.preload },
  { to: '/usage', words: 'Usage', letter: 'u', count: 'usage', preload: Usage.preload },
  {
    to: '/write-backs',
    words: 'Write-backs',
    letter: 'w',
    count: 'write-backs',
    preload: WriteBacks.preload,
  },
  { to: '/runs', words: 'Runs', letter: 'r', preload: Runs.preload },
  { to: '/audit', words: 'Audit', letter: 'a', preload: Audit.preload },
  { to: '/settings', words: 'Settings', letter: 's', preload: Settings.preload },
];
