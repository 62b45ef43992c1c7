import { sql } from 'kysely';
import { byKey, type KeyPage, keyPage, type KeyPageRequest } from '../driver/key-page.ts';
import { contains } from '../driver/page.ts';
import type { Queryable } from '../model/database.ts';
import { creatorOf, type NamedCreator } from './creators.ts';
import { type Member, memberColumns } from './people.ts';

export interface ListedMember extends Member {
  readonly lastSeenAt: Date | null;
  readonly hasSecondFactor: boolean;
  /** By an identity provider that is on. */
  readonly isConnected: boolean;
  /** Whose groups decide the role; null: an administrator does. */
  readonly roleFrom: { readonly id: string; readonly name: string } | null;
  readonly breakGlass: boolean;
  /** Who made them, and with which key; null: they came with the installation. */
  readonly creator: NamedCreator | null;
}

/** By email. */
export async function listMembers(
  db: Queryable,
  tenantId: string,
  filter: { readonly q: string | undefined; readonly descending: boolean },
  page: KeyPageRequest,
): Promise<KeyPage<ListedMember>> {
  const paged = byKey(
    [
      { kind: 'text', value: sql`lower(email)`, descending: filter.descending },
      { kind: 'id', value: sql`id` },
    ],
    page,
  );
  let query = db.selectFrom('member').where('member.tenantId', '=', tenantId);
  if (filter.q !== undefined) {
    query = query.where(contains(filter.q, sql`email`, sql`name`));
  }
  const counted = await query.select((eb) => eb.fn.countAll<string>().as('total')).executeTakeFirstOrThrow();
  const rows = await query
    .select(memberColumns)
    .select((eb) =>
      eb
        .selectFrom('session')
        .select((inner) => inner.fn.max('lastSeenAt').as('seen'))
        .whereRef('session.tenantId', '=', 'member.tenantId')
        .whereRef('session.memberId', '=', 'member.id')
        .as('lastSeenAt'),
    )
    .select(creatorOf('member').as('creator'))
    .select('member.breakGlass')
    .select([
      // Who has yet to join may be known to another organization, which is not said here.
      sql<boolean>`member.invitation_hash is null and (
        exists (select from passkey p where p.person_id = member.person_id)
        or exists (select from totp t where t.person_id = member.person_id))`.as('hasSecondFactor'),
      sql<boolean>`exists (select from external_identity e
        join identity_provider p on p.tenant_id = e.tenant_id and p.id = e.provider_id
        where e.tenant_id = member.tenant_id and e.member_id = member.id and p.enabled)`.as('isConnected'),
      sql<
        ListedMember['roleFrom']
      >`(select jsonb_build_object('id', p.id, 'name', p.name) from identity_provider p
        where p.tenant_id = member.tenant_id and p.id = member.role_from)`.as('roleFrom'),
    ])
    .select(paged.key.as('pageKey'))
    .where(paged.after)
    .orderBy(paged.order)
    .limit(paged.limit)
    .execute();
  return keyPage(rows, page.limit, Number(counted.total));
}
