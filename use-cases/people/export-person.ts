import { recordAudit } from '../../db/audit/audit.ts';
import {
  type DataSubject,
  type PersonalKey,
  personalRows,
  personalSources,
} from '../../db/lists/personal-data.ts';
import type { Database, Tx } from '../../db/model/database.ts';
import { lockMemberships } from '../../db/people/memberships.ts';
import { findPersonOfMember, hasEverSignedIn } from '../../db/people/persons.ts';
import type { RequestContext } from '../request-context.ts';
import { type Rejected, rejected } from '../outcome.ts';

/** Whose data is exported, and whether it includes how they sign in. */
export interface ExportedPerson extends DataSubject {
  readonly withPerson: boolean;
  /** Whether it includes what would show that another organization knows a person who has yet to join. */
  readonly withInvitation: boolean;
}

/**
 * Audits the export of a member's data and returns its scope. Sign-in data of a person who belongs to another organization
 * too, or who has yet to sign in here, is left out for an administrator, and for a session that an identity provider opened.
 *
 * @param requester the person, the person in a session that a provider opened, an administrator, or the operator
 */
export async function beginExport(
  tx: Tx,
  memberId: string,
  requester: 'person' | 'provider-session' | 'administrator' | 'operator',
  by: RequestContext,
): Promise<ExportedPerson | Rejected> {
  const { tenantId } = by;
  const person = await findPersonOfMember(tx, tenantId, memberId);
  if (person === null) return rejected('NotFound');
  const isLimited = requester === 'administrator' || requester === 'provider-session';
  const memberships = await lockMemberships(tx, person.id);
  const hasSignedIn =
    memberships.some((one) => one.memberId === memberId) && (await hasEverSignedIn(tx, person.id));
  const isOnlyHere = !memberships.some((one) => one.tenantId !== tenantId);
  await recordAudit(tx, { ...by, action: 'member.data-exported', objectKind: 'member', objectId: memberId });
  return {
    tenantId,
    memberId,
    personId: person.id,
    withPerson: !isLimited || (isOnlyHere && hasSignedIn),
    withInvitation: !isLimited || hasSignedIn,
  };
}

/** The data as one JSON object, in parts: memory does not grow with them. Every table is there, also those without rows. */
export async function* personalData(db: Database, subject: ExportedPerson): AsyncGenerator<string> {
  const sources = personalSources
    .filter(({ ofPerson }) => subject.withPerson || ofPerson !== true)
    .map(({ columns, tellsInvitation = [], ...source }) => ({
      ...source,
      columns: columns.filter((column) => subject.withInvitation || !tellsInvitation.includes(column)),
    }));
  for (const [nth, source] of sources.entries()) {
    yield `${nth === 0 ? '{' : ','}\n${JSON.stringify(source.table)}: [`;
    let after: PersonalKey | null = null;
    do {
      const page = await personalRows(db, source, subject, after);
      if (page.rows.length > 0) yield `${after === null ? '\n' : ',\n'}${page.rows.join(',\n')}`;
      after = page.last;
    } while (after !== null);
    yield ']';
  }
  yield '\n}';
}
