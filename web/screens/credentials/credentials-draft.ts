import { z } from 'zod';
import { formDraft } from '../../api/form-drafts.ts';
import { type Fields, setNames, type Typed } from './credential-sets.ts';

const CredentialsDraft: z.ZodType<Typed> = z.partialRecord(
  z.enum(['accounts-api', 'admin-api', 'psa']),
  z.record(z.string(), z.string()),
);

/** Fields that are no secret, by name: one that is added later is not kept until it stands here. */
const keptFields = new Set(['integrationKey', 'apiHostname', 'site', 'companyId', 'publicKey', 'clientId']);

const withoutSecrets = (fields: Fields): Fields =>
  Object.fromEntries(Object.entries(fields).filter(([name, value]) => keptFields.has(name) && value !== ''));

/** What was typed of the credentials of an integration and is stored nowhere yet. */
export function credentialsDraft(memberId: string, integrationId: string) {
  const draft = formDraft(memberId, `credentials.${integrationId}`, CredentialsDraft);
  return {
    read: (): Typed => draft.read() ?? {},
    /** Keeps what is no secret of the sets whose values are not those stored. */
    keep: (typed: Typed, stored: Typed): void => {
      const sets = setNames.flatMap((set): [string, Fields][] => {
        const fields = typed[set];
        const kept = fields === undefined || fields === stored[set] ? {} : withoutSecrets(fields);
        return Object.keys(kept).length === 0 ? [] : [[set, kept]];
      });
      if (sets.length === 0) draft.forget();
      else draft.keep(Object.fromEntries(sets));
    },
  };
}
