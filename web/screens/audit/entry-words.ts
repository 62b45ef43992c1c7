import { consoleAudit } from '../../../messages/generated/console-audit.ts';
import type { AuditEntry } from '../../api/audit.ts';
import { termWords } from './detail-rows.ts';
import type { AuditAction, AuditedKind } from '../../../contracts/api/people.ts';
import type { AuditText } from './texts.ts';

/** An action or a kind without a text does not compile. */
type Did = `console-audit.did.${AuditAction}`;
type ObjectId = `console-audit.object.${AuditedKind}`;

/** Of each action, so that an entry reads as a sentence: who, what, which. An action of another release keeps its code. */
export const verbOf = (action: string, text: AuditText): string => {
  const id = `console-audit.did.${action}`;
  return isDid(id) ? text(id) : termWords(action.replaceAll('.', ': '));
};

const isDid = (id: string): id is Did => Object.hasOwn(consoleAudit.texts, id);
const isObject = (id: string): id is ObjectId => Object.hasOwn(consoleAudit.texts, id);

/** What an entry is about; a kind of another release keeps its code. */
export function kindWords(kind: string, text: AuditText): string {
  const id = `console-audit.object.${kind}`;
  return isObject(id) ? text(id) : termWords(kind);
}

/** First parts of actions, as a filter offers them. */
export const actionGroups = [
  'integration',
  'credential',
  'credentials',
  'mapping',
  'schedule',
  'sync',
  'usage-line',
  'write-back',
  'writes',
  'month',
  'billing-rule',
  'billing-target',
  'settings',
  'privacy',
  'notice',
  'webhook',
  'audit-stream',
  'identity-provider',
  'installation',
  'master-key',
  'member',
  'api-key',
  'session',
  'incident',
] as const;

export const actorWords = ({ actor: { kind, name } }: Pick<AuditEntry, 'actor'>, text: AuditText): string => {
  if (kind === 'system') return text('console-audit.seatwise');
  if (kind === 'schedule') return text('console-audit.schedule');
  return name ?? text(kind === 'api-key' ? 'console-audit.former-key' : 'console-audit.former-member');
};

/** Kinds whose subject is in the sentence already, or is the actor. */
const unnamed = ['integration', 'installation', 'tenant', 'credential', 'sync-run'];

/** Which one it was about; null: the verb says it all. */
export function objectWords({ object, action, detail }: AuditEntry, text: AuditText): string | null {
  if (action.startsWith('session.') && action !== 'session.rejected') return null;
  if (object.kind === 'email') return text('console-audit.unknown-email');
  if (object.kind === 'credential' && typeof detail['set'] === 'string') return detail['set'];
  if (object.name !== null) return object.name;
  return unnamed.includes(object.kind) ? null : `${kindWords(object.kind, text)} ${object.id}`;
}
