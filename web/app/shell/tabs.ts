export interface Tab {
  readonly to: string;
  readonly words: string;
  /** After `g`. */
  readonly letter: string;
  readonly count?: 'usage' | 'write-backs';
}

export const tabs: readonly Tab[] = [
  { to: '/month', words: 'Month', letter: 'm' },
  { to: '/integrations', words: 'Integrations', letter: 'i' },
  { to: '/usage', words: 'Usage', letter: 'u', count: 'usage' },
  { to: '/write-backs', words: 'Write-backs', letter: 'w', count: 'write-backs' },
  { to: '/runs', words: 'Runs', letter: 'r' },
  { to: '/audit', words: 'Audit', letter: 'a' },
  { to: '/settings', words: 'Settings', letter: 's' },
];
