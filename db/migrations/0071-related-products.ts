import { type Kysely, sql } from 'kysely';

/**
 * What tells that a product looks like another (RULES 8): its part number, the part of its Product ID before the first
 * separator, and its words, beside those of the vendor's name. Rows of before get them from what they hold; the next list
 * of products writes them by the rule.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table psa_product
      add column part_number text,
      add column family text,
      add column words jsonb not null default '[]';
    alter table vendor_service add column vendor_words jsonb not null default '[]';
    update psa_product p set family = n.names[1], words = to_jsonb(n.names || n.said)
      from (select tenant_id, integration_id, foreign_id,
          array_remove(regexp_split_to_array(lower(identifier), '[^[:alnum:]]+'), '') as names,
          array_remove(regexp_split_to_array(lower(coalesce(description, '')), '[^[:alnum:]]+'), '') as said
        from psa_product) n
      where n.tenant_id = p.tenant_id and n.integration_id = p.integration_id and n.foreign_id = p.foreign_id;
    update vendor_service v set vendor_words = jsonb_build_array(i.vendor)
      from integration i where i.tenant_id = v.tenant_id and i.id = v.integration_id;
  `.execute(db);
}
