/**
 * Triggers and functions that the migrations create. What an owner of the database changed about them shows in the
 * comparison; a migration that adds or changes one is named here too (a test compares).
 */

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
};

/** SHA-256 of body, language, rights, settings and volatility, by signature. */
export const functions: Readonly<Record<string, string>> = {
  'audit_signed_checkpoint_only_advances()':
    '62c0e17fb5fa3836069020495507656c814a11873f784dc6b9dbe93d29a045fc',
  'audit_event_is_append_only()': '7d8a48ba8e344bb1970e1db6b98636333738db51ab3564cad3a8157fd74f4abc',
  'is_append_only()': '60a3ea7a4c88e7db612071c57c956a3db399c46cb728192dce5ac5059b082f19',
  'keep_webhook_secret(uuid,uuid)': '4292e0d2c0c0497258d9da6f7468900e1b659f56f8875801118a13e3d8b7ed62',
  'lowered(text)': '6a60dd62432e956827d01654c1028fe1bbdfee59827eff158919b35713132834',
  'refresh_statistics()': 'cd405abf22522da66e5beb39e871c70196b14b5a91c2379aebc6c5a30c65885d',
  'words_of(text)': 'eb3fcc5e75ed1c3f8bccb421f4a7fc4b08468cf703b50251683e62d318dbdb81',
};
