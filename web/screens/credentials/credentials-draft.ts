import { z } from 'zod';
import { formDraft } from '../../api/form-drafts.ts';
import type { CredentialForm } from '../../api/credentials.ts';
import type { Fields, Typed } from './credential-sets.ts';

const CredentialsDraft: z.ZodType<Typed> = z.record(z.string(), z.record(z.string(), z.string()));

/** Only fields that the form names, and says are no secret. */
function withoutSecrets(form: CredentialForm, typed: Fields): Fields {
  const kept = new Set(form.fields.filter(({ secret }) => !secret).map(({ name }) => name));
  return Object.fromEntries(Object.entries(typed).filter(([name, value]) => kept.has(name) && value !== ''));
}

/** What was typed of the credentials of an integration and is stored nowhere yet. */
export function credentialsDraft(memberId: string, integrationId: string, forms: readonly CredentialForm[]) {
  const draft = formDraft(memberId, `credentials.${integrationId}`, CredentialsDraft);
  return {
    read: (): Typed => draft.read() ?? {},
    /** Keeps what is no secret of the sets whose values are not those stored. */
    keep: (typed: Typed, stored: Typed): void => {
      const sets = forms.flatMap((form): [string, Fields][] => {
        const { set } = form;
        const fields = typed[set];
        const kept = fields === undefined || fields === stored[set] ? {} : withoutSecrets(form, fields);
        return Object.keys(kept).length === 0 ? [] : [[set, kept]];
      });
      if (sets.length === 0) draft.forget();
      else draft.keep(Object.fromEntries(sets));
    },
  };
}
