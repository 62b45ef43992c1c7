/**
 * Functions for texts, which indexes of later parts use.
 *
 * `lowered` and `words_of` fold capitals of every alphabet, also where the database's own locale is C and knows those of
 * ASCII alone. `words_of` gives the words that people type to find something: signs between words are blanks, so that
 * hosts and hyphens are words too. It uses the built-in parser, since no extension may be required of a server, and
 * repeats what `lowered` does, since an index calls it where no other function of ours is visible.
 *
 * @param collation the collation of ICU, or `"default"` on a server that was built without it
 */
export const textFunctions = (collation: '"und-x-icu"' | '"default"'): string => `
    create function lowered(words text) returns text
    language sql immutable strict parallel safe as $$
      select pg_catalog.lower(words collate pg_catalog.${collation})
    $$;

    create function words_of(name text) returns tsvector
    language sql immutable strict parallel safe as $$
      select pg_catalog.to_tsvector('pg_catalog.simple'::pg_catalog.regconfig,
        pg_catalog.translate(pg_catalog.lower(name collate pg_catalog.${collation}),
          '.,;:/\\@&+_()[]{}<>"''!?#*|=~-', '                            '))
    $$;
`;

/**
 * Functions that run with the rights of the owner, each for one role (db/roles). The API replaces the secret of a webhook
 * without being able to read the one that stays valid for a day. A worker owns no table, and PostgreSQL lets only owners
 * gather statistics, without which lists take seconds after a load.
 */
export const ownerFunctions = `
    create function keep_webhook_secret(of_tenant uuid, of_webhook uuid) returns void
    language sql security definer set search_path = pg_catalog, public, pg_temp as $$
      update public.webhook set previous_ciphertext = ciphertext, previous_until = now() + interval '24 hours'
      where tenant_id = of_tenant and id = of_webhook
    $$;
    revoke all on function keep_webhook_secret(uuid, uuid) from public;

    create function refresh_statistics() returns void
    language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
    begin
      analyze public.vendor_account, public.account_mapping, public.psa_company, public.psa_agreement, public.psa_line,
        public.psa_product, public.seat_count, public.account_read, public.seat_holder, public.usage_line,
        public.usage_line_source;
    end $$;
    revoke all on function refresh_statistics() from public;
`;
