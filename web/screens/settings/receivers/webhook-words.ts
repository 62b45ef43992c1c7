import type { WebhookInfo } from '../../../api/webhooks.ts';

export const minimums = ['error', 'warning', 'info'] as const satisfies readonly WebhookInfo['minimum'][];

type Sent =
  | 'both'
  | 'opened'
  | 'closed'
  | 'both-checkpoints'
  | 'opened-checkpoints'
  | 'closed-checkpoints'
  | 'checkpoints';

/** When a webhook is sent something, as in `console-settings.sent.<it>`. */
export function sentWhen(events: WebhookInfo['events']): Sent {
  const opened = events.includes('notice.opened');
  const closed = events.includes('notice.closed');
  if (!opened && !closed) return 'checkpoints';
  const notices = opened && closed ? 'both' : opened ? 'opened' : 'closed';
  return events.includes('audit.checkpoint') ? `${notices}-checkpoints` : notices;
}
