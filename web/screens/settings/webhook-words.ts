import type { WebhookInfo } from '../../api/webhooks.ts';

export const minimumWords: Readonly<Record<WebhookInfo['minimum'], string>> = {
  error: 'Errors only',
  warning: 'Errors and warnings',
  info: 'All notices',
};

/** When it is told. */
export function eventWords(events: WebhookInfo['events']): string {
  const seals = events.includes('audit.checkpoint') ? ', and each checkpoint of the audit' : '';
  const opened = events.includes('notice.opened');
  const closed = events.includes('notice.closed');
  if (opened && closed) return `when they open and close${seals}`;
  if (!opened && !closed) return 'no notices, but each checkpoint of the audit';
  return `${opened ? 'when they open' : 'when they close'}${seals}`;
}
