import { Audit, Integrations, Month, Runs, Settings, Usage, WriteBacks } from '../screen-list.ts';

export interface Tab {
  readonly to: string;
  /** Of its name, `console-shell.tab.…`. */
  readonly id: 'month' | 'integrations' | 'usage' | 'write-backs' | 'runs' | 'audit' | 'settings';
  /** After `g`. */
  readonly letter: string;
  /** Loads the screen before it is shown. */
  readonly preload: () => void;
  readonly count?: 'usage' | 'write-backs';
}

export const tabs: readonly Tab[] = [
  { to: '/month', id: 'month', letter: 'm', preload: Month.preload },
  { to: '/integrations', id: 'integrations', letter: 'i', preload: Integrations.preload },
  { to: '/usage', id: 'usage', letter: 'u', count: 'usage', preload: Usage.preload },
  {
    to: '/write-backs',
    id: 'write-backs',
    letter: 'w',
    count: 'write-backs',
    preload: WriteBacks.preload,
  },
  { to: '/runs', id: 'runs', letter: 'r', preload: Runs.preload },
  { to: '/audit', id: 'audit', letter: 'a', preload: Audit.preload },
  { to: '/settings', id: 'settings', letter: 's', preload: Settings.preload },
];
