/**
 * Triggers and functions that the migrations create. What an owner of the database changed about them shows in the
 * comparison; a migration that adds or changes one is named here too (a test compares).
 */

/** Columns of the person that the membership still has too (db/migrations/0110-persons.ts). */
const ofPerson =
  'password_hash, temporary_until, temporary_used_at, signed_in_at, rejected_sign_ins, rejected_sign_in_at, rejected_sign_in_from';

/** By table and name, as PostgreSQL defines them. */
export const triggers: Readonly<Record<string, string>> = {
  'audit_signed_checkpoint.audit_signed_checkpoint_advances':
    'BEFORE UPDATE ON public.audit_signed_checkpoint FOR EACH ROW EXECUTE FUNCTION audit_signed_checkpoint_only_advances()',
  'audit_signed_checkpoint.audit_signed_checkpoint_stays':
    'BEFORE DELETE OR TRUNCATE ON public.audit_signed_checkpoint FOR EACH STATEMENT EXECUTE FUNCTION is_append_only()',
  'audit_event.audit_event_append_only':
    'BEFORE DELETE OR UPDATE ON public.audit_event FOR EACH STATEMENT EXECUTE FUNCTION audit_event_is_append_only()',
  'audit_event.audit_event_no_truncate':
    'BEFORE TRUNCATE ON public.audit_event FOR EACH STATEMENT EXECUTE FUNCTION audit_event_is_append_only()',
  'audit_checkpoint.audit_checkpoint_append_only':
    'BEFORE DELETE OR UPDATE ON public.audit_checkpoint FOR EACH STATEMENT EXECUTE FUNCTION is_append_only()',
  'audit_checkpoint.audit_checkpoint_no_truncate':
    'BEFORE TRUNCATE ON public.audit_checkpoint FOR EACH STATEMENT EXECUTE FUNCTION is_append_only()',
  'api_key.creator_owns_key':
    'BEFORE INSERT ON public.api_key FOR EACH ROW EXECUTE FUNCTION creator_owns_key()',
  'passkey.ends_earlier_readers':
    'AFTER INSERT ON public.passkey FOR EACH STATEMENT EXECUTE FUNCTION ends_earlier_readers()',
  'totp.ends_earlier_readers':
    'AFTER INSERT ON public.totp FOR EACH STATEMENT EXECUTE FUNCTION ends_earlier_readers()',
  'identity_provider.ends_earlier_readers':
    'AFTER INSERT ON public.identity_provider FOR EACH STATEMENT EXECUTE FUNCTION ends_earlier_readers()',
  'setting.ends_earlier_readers':
    "AFTER INSERT OR UPDATE ON public.setting FOR EACH ROW WHEN ((new.name = 'signIn'::text)) EXECUTE FUNCTION ends_earlier_readers()",
  'integration.ends_readers_before_125':
    "AFTER INSERT OR UPDATE OF canceled_day ON public.integration FOR EACH ROW WHEN ((new.canceled_day <> 'billed'::text)) EXECUTE FUNCTION ends_readers_before_125()",
  'api_key.ends_earlier_readers':
    'AFTER INSERT OR UPDATE ON public.api_key FOR EACH ROW WHEN ((new.owner_id <> new.created_by)) EXECUTE FUNCTION ends_earlier_readers()',
  'member.member_of_person':
    'BEFORE INSERT ON public.member FOR EACH ROW EXECUTE FUNCTION member_of_person()',
  'member.member_stops_approving':
    "BEFORE UPDATE OF role ON public.member FOR EACH ROW WHEN (((old.role = ANY (ARRAY['approver'::text, 'admin'::text])) AND (new.role <> ALL (ARRAY['approver'::text, 'admin'::text])))) EXECUTE FUNCTION member_stops_approving()",
  'member.member_joins':
    'BEFORE UPDATE OF invitation_hash ON public.member FOR EACH ROW WHEN (((old.invitation_hash IS NOT NULL) AND (new.invitation_hash IS NULL))) EXECUTE FUNCTION member_of_person()',
  'member.person_as_member': `AFTER UPDATE OF ${ofPerson} ON public.member FOR EACH ROW WHEN ((new.invitation_hash IS NULL)) EXECUTE FUNCTION person_as_member()`,
  'person.member_as_person': `AFTER UPDATE OF ${ofPerson} ON public.person FOR EACH ROW EXECUTE FUNCTION member_as_person()`,
};

/** SHA-256 of body, language, rights, settings and volatility, by signature. */
export const functions: Readonly<Record<string, string>> = {
  'audit_signed_checkpoint_only_advances()':
    '62c0e17fb5fa3836069020495507656c814a11873f784dc6b9dbe93d29a045fc',
  'audit_event_is_append_only()': '7d8a48ba8e344bb1970e1db6b98636333738db51ab3564cad3a8157fd74f4abc',
  'is_append_only()': '60a3ea7a4c88e7db612071c57c956a3db399c46cb728192dce5ac5059b082f19',
  'keep_webhook_secret(uuid,uuid)': '4292e0d2c0c0497258d9da6f7468900e1b659f56f8875801118a13e3d8b7ed62',
  'creator_owns_key()': 'b6ba0b730287c8eb9b67b2973d12a155c4f427db50f2155e639ab97b531a9bca',
  'ends_earlier_readers()': '56b7bb571e6ff33fd0d2729ffa9f5441df0a860c67576c1ef6915fd7dec5c650',
  'ends_readers_before_125()': 'f5ab8625c309533aedd2aa8935c38aae73e32245f448e77c17b99402ba725ef4',
  'lowered(text)': '6a60dd62432e956827d01654c1028fe1bbdfee59827eff158919b35713132834',
  'member_as_person()': 'ab4a812d7be1a8ede70fd9625ec7b70cc863ced2faba04a1a0f8448221329366',
  'member_of_person()': 'e8f9afe67d849169301ebdf3fcbeb18b5e3951a7fa3ddf1741b2dd601a9ebb3c',
  'member_stops_approving()': '27976a3e4f4aec0cf277e27015934812acf03b9d9cfddb53426fc6fc941b657d',
  'person_as_member()': 'c6cbd9a4c07a8c1a82456e3abd77b2d2bf0732b19fd51a7f9e0bfc9f52322aaa',
  'refresh_statistics()': 'cd405abf22522da66e5beb39e871c70196b14b5a91c2379aebc6c5a30c65885d',
  'words_of(text)': 'eb3fcc5e75ed1c3f8bccb421f4a7fc4b08468cf703b50251683e62d318dbdb81',
};
