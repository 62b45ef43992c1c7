import { message } from '../../messages/message.ts';
import type { IntegrationKey } from '../../domain/keys.ts';
import { may, roles } from '../../domain/roles.ts';
import { about, type AuditEntry, recordAudits } from '../../db/audit/audit.ts';
import { type Database, inTransaction, type Tx } from '../../db/model/database.ts';
import { touchIntegration } from '../../db/integrations/integrations.ts';
import { rolesOfActor } from '../../db/people/actor-roles.ts';
import {
  type LineNote, lineNotes, memberNames, membersWithRole, noteActions, putLineNotes, type StoredNote,
} from '../../db/usage/line-notes.ts'; // prettier-ignore
import { type LabelOfLine, labelsOfLines } from '../../db/usage/usage-lines-to-decide.ts';
import type { RequestContext } from '../request-context.ts';
import { lockedIntegration, rejectsFinished } from '../locked-integration.ts';
import { isRejected, type Rejected, rejected } from '../outcome.ts';
import { itemsByIntegration, standsBefore } from './items-by-integration.ts';

/** What is to stand beside a line. What is not named stays. */
export interface NoteItem {
  readonly usageLineId: string;
  /** Of the note that was looked at; 0: there was none. */
  readonly noteVersion: number;
  readonly note: Partial<LineNote>;
}

/** What came of one item; `version` of the note as it stands now. */
export interface Noted {
  readonly usageLineId: string;
  readonly outcome: { readonly kind: 'noted'; readonly version: number } | Rejected;
}

type Verb = keyof typeof noteActions;

/** Who may see to a line. */
export const assignees = (db: Database, tenantId: string) =>
  membersWithRole(
    db,
    tenantId,
    roles.filter((role) => may(role, 'propose')),
  );

/**
 * Writes notes beside usage lines: one transaction for each integration, one outcome for each item in the order sent. An
 * item that is rejected leaves the others alone; rejected as a whole where the person may decide nothing any more.
 */
export async function noteLines(
  db: Database,
  items: readonly NoteItem[],
  verb: Verb,
  by: RequestContext,
): Promise<readonly Noted[] | Rejected> {
  const { byIntegration, repeated } = await itemsByIntegration(db, by.tenantId, items);
  const outcomes = new Map<NoteItem, Noted['outcome']>(
    repeated.map((item) => [item, rejected('ValidationFailed', standsBefore)]),
  );
  for (const [integrationId, its] of byIntegration) {
    const key = { tenantId: by.tenantId, integrationId };
    const noted = await inTransaction(db, (tx) => noteInIntegration(tx, key, its, verb, by));
    if (isRejected(noted)) return noted;
    for (const [item, outcome] of noted) outcomes.set(item, outcome);
  }
  return items.map((item) => ({
    usageLineId: item.usageLineId,
    outcome: outcomes.get(item) ?? unknownLine(item),
  }));
}

const unknownLine = ({ usageLineId }: NoteItem): Rejected =>
  rejected('UsageLineUnknown', message('rejections.usage-line-unknown', { usageLine: usageLineId }));

type Outcomes = ReadonlyMap<NoteItem, Noted['outcome']>;

async function noteInIntegration(
  tx: Tx,
  key: IntegrationKey,
  items: readonly NoteItem[],
  verb: Verb,
  by: RequestContext,
): Promise<Outcomes | Rejected> {
  const integration = await lockedIntegration(tx, key, rejectsFinished);
  if (isRejected(integration)) return new Map(items.map((item) => [item, integration]));
  // The role as the rows say under the lock, so that a demotion that came first counts.
  const ofActor = await rolesOfActor(tx, key.tenantId, by.actor, by.now);
  if (ofActor === null) return rejected('NotSignedIn');
  if (!ofActor.every((role) => may(role, 'propose'))) return rejected('RoleTooSmall');
  const lines = await labelsOfLines(
    tx,
    key,
    items.map(({ usageLineId }) => usageLineId),
  );
  const before = await lineNotes(
    tx,
    key,
    [...lines.values()].map(({ groupKey }) => groupKey),
  );
  const names = items.some(({ note }) => note.assignee != null);
  const active = new Set(names ? (await assignees(tx, key.tenantId)).map(({ id }) => id) : []);
  const evaluated = items.map((item) => ({
    item,
    ...evaluate(item, lines.get(item.usageLineId), before, active),
  }));
  const changes = evaluated.flatMap(({ change }) => change ?? []);
  await putLineNotes(
    tx,
    key,
    changes.map(({ line, after }) => ({ groupKey: line.groupKey, ...after })),
    by.actor,
    by.now,
  );
  if (changes.length > 0) await touchIntegration(tx, key);
  await recordAudits(tx, await auditsOf(tx, key, changes, verb, by));
  return new Map(evaluated.map(({ item, outcome }) => [item, outcome]));
}

interface NoteChange {
  readonly line: LabelOfLine;
  readonly before: LineNote;
  readonly after: StoredNote;
}

const nothing: StoredNote = { text: null, assignee: null, until: null, version: 0 };

function evaluate(
  item: NoteItem,
  line: LabelOfLine | undefined,
  notes: ReadonlyMap<string, StoredNote>,
  active: ReadonlySet<string>,
): { readonly outcome: Noted['outcome']; readonly change: NoteChange | null } {
  const { noteVersion, note } = item;
  const reject = (...why: Parameters<typeof rejected>) => ({ outcome: rejected(...why), change: null });
  if (line === undefined) return { outcome: unknownLine(item), change: null };
  const before = notes.get(line.groupKey) ?? nothing;
  const wished = { ...before, ...note };
  // A day alone says nothing.
  const after = wished.text === null && wished.assignee === null ? { ...wished, until: null } : wished;
  // Sent once more, or by two who want the same: it stands.
  if (sameNote(before, after)) return { outcome: { kind: 'noted', version: before.version }, change: null };
  if (before.version !== noteVersion) return reject('NoteChanged');
  if (after.assignee !== null && after.assignee !== before.assignee && !active.has(after.assignee))
    return reject('AssigneeUnknown', message('rejections.assignee-unknown', { member: after.assignee }));
  const version = before.version + 1;
  return {
    outcome: { kind: 'noted', version },
    change: { line, before, after: { ...after, version } },
  };
}

const sameNote = (a: LineNote, b: LineNote): boolean =>
  a.text === b.text && a.assignee === b.assignee && a.until === b.until;

async function auditsOf(
  tx: Tx,
  key: IntegrationKey,
  changes: readonly NoteChange[],
  verb: Verb,
  by: RequestContext,
): Promise<readonly AuditEntry[]> {
  const named = changes.flatMap(({ before, after }) => [before.assignee ?? [], after.assignee ?? []].flat());
  const names = await memberNames(tx, key.tenantId, [...new Set(named)]);
  const told = ({ text, assignee, until }: LineNote) => ({
    note: text,
    assignee: assignee === null ? null : { id: assignee, name: names.get(assignee) ?? null },
    until,
  });
  return changes.map(({ line, before, after }) => ({
    ...by,
    ...about('usage-line', line.id, key),
    action: noteActions[verb],
    detail: { name: line.label, before: told(before), after: told(after) },
  }));
}
