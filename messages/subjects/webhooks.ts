import type { DeclaredMessages } from '../params.ts';

/** Why a receiver did not take a message, and what a test says. */
export const webhooks = {
  'webhooks.answered': { status: 'text' },
  'webhooks.key-changed': {},
  'webhooks.test': {},
  'webhooks.no-answer.aborted': {},
  'webhooks.no-answer.address-rejected': {},
  'webhooks.no-answer.proxy-unreachable': {},
  'webhooks.no-answer.proxy-rejected': {},
  'webhooks.no-answer.cut': {},
  'webhooks.no-answer.dns': {},
  'webhooks.no-answer.encoding': {},
  'webhooks.no-answer.host-rejected': {},
  'webhooks.no-answer.protocol': {},
  'webhooks.no-answer.rejected': {},
  'webhooks.no-answer.reset': {},
  'webhooks.no-answer.timeout': {},
  'webhooks.no-answer.tls': {},
  'webhooks.no-answer.too-large': {},
} as const satisfies DeclaredMessages;
