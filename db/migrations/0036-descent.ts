import { type Kysely, sql } from 'kysely';

/**
 * By whom a key or a member was made: the person, and the key they did it with. Of those of before, the audit tells; a
 * member that nobody made came with the installation. And the hashes of revoked keys go: they open nothing any more.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table api_key
      add column created_by_key uuid,
      add constraint api_key_created_by_key foreign key (tenant_id, created_by_key) references api_key;
    alter table member
      add column created_by uuid,
      add column created_by_key uuid,
      add constraint member_created_by foreign key (tenant_id, created_by) references member,
      add constraint member_created_by_key foreign key (tenant_id, created_by_key) references api_key,
      add constraint member_maker check (created_by_key is null or created_by is not null);

    update api_key set key_hash = 'revoked:' || id where revoked_at is not null;

    update api_key set created_by_key = maker.id
    from audit_event made join api_key maker on maker.tenant_id = made.tenant_id and maker.id::text = made.actor_id
    where made.tenant_id = api_key.tenant_id and made.action = 'api-key.created' and made.actor_kind = 'api-key'
      and made.object_id = api_key.id::text;

    update member set created_by = maker.created_by, created_by_key = maker.id
    from audit_event made join api_key maker on maker.tenant_id = made.tenant_id and maker.id::text = made.actor_id
    where made.tenant_id = member.tenant_id and made.action = 'member.created' and made.actor_kind = 'api-key'
      and made.object_id = member.id::text;

    update member set created_by = maker.id
    from audit_event made join member maker on maker.tenant_id = made.tenant_id and maker.id::text = made.actor_id
    where made.tenant_id = member.tenant_id and made.action = 'member.created' and made.actor_kind = 'member'
      and made.object_id = member.id::text;
  `.execute(db);
}
