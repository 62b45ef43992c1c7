import { useEffect, useMemo, useState } from 'react';
import { flushSync } from 'react-dom';
import { type CredentialForm, useKeepVerification, usePutCredentials } from '../../api/credentials.ts';
import { useIntegrationCommand } from '../../api/integration-commands.ts';
import { type ApiError, asApiError, isPassing } from '../../values/problem.ts';
import { useSession } from '../../api/session.ts';
import { useAnnouncer } from '../../components/announcer.tsx';
import { useTexts } from '../../components/texts.ts';
import { useFormKey } from '../../components/use-form-key.ts';
import { bodyOf, fieldErrors, type Fields, type Typed } from './credential-sets.ts';
import { consoleCredentials } from '../../../messages/generated/console-credentials.ts';
import { z } from 'zod';
import { formDraft } from '../../api/form-drafts.ts';

const without = <T extends Typed>(all: T, set: string): T => ({ ...all, [set]: undefined });

/** Each credential says its own cause, and the question about an instance has a card of its own. */
const saidElsewhere: readonly (string | null)[] = ['CredentialsRejected', 'OtherInstance', 'AddressChanged'];

const holdsText = (fields: Fields): boolean => Object.values(fields).some((value) => value !== '');

/** Typed values, what was stored of them, and the one press that stores and verifies. */
export function useAuthentication(
  integrationId: string,
  forms: readonly CredentialForm[],
  hasDefaultClientId: boolean,
  onAuthenticated: () => void,
) {
  const { member } = useSession();
  const draft = useMemo(
    () => credentialsDraft(member.id, integrationId, forms),
    [member.id, integrationId, forms],
  );
  const [typed, setTyped] = useState<Typed>(draft.read);
  const [stored, setStored] = useState<Typed>({});
  const [errors, setErrors] = useState<Typed>({});
  const [error, setError] = useState<ApiError | null>(null);
  const [busy, setBusy] = useState(false);
  const [rejections, setRejections] = useState(0);
  const { key, renew } = useFormKey();
  const put = usePutCredentials(integrationId);
  const command = useIntegrationCommand(integrationId, 'authenticate');
  const keepVerification = useKeepVerification(integrationId);
  const { say, alert } = useAnnouncer();
  const text = useTexts(consoleCredentials);
  useEffect(() => draft.keep(typed, stored), [draft, typed, stored]);

  /** What was typed and not stored yet; false: a set was rejected. */
  const storeTyped = async (): Promise<boolean> => {
    const rejected: Record<string, Fields> = {};
    for (const form of forms) {
      const { set } = form;
      const fields = typed[set];
      if (fields === undefined || stored[set] === fields) continue;
      try {
        await put.mutateAsync({ set, fields: bodyOf(form, fields, hasDefaultClientId) });
        setStored((now) => ({ ...now, [set]: fields }));
      } catch (caught) {
        const problem = asApiError(caught);
        if (problem.items.length === 0) throw problem;
        rejected[set] = fieldErrors(problem);
      }
    }
    setErrors(rejected);
    return Object.keys(rejected).length === 0;
  };

  const authenticate = async (): Promise<void> => {
    if (busy) return;
    setBusy(true);
    setError(null);
    say(text('console-credentials.checking-credentials'));
    try {
      if (!(await storeTyped())) {
        alert(text('console-credentials.check-fields'));
        setRejections((now) => now + 1);
        return;
      }
      const { credentials } = await command.mutateAsync({ key });
      keepVerification(credentials);
      renew();
      say(text('console-credentials.all-verified'));
      // Shown before the page is left: nothing typed remains that leaving would ask about.
      flushSync(() => setTyped({}));
      onAuthenticated();
    } catch (caught) {
      const problem = asApiError(caught);
      if (!isPassing(problem)) renew();
      keepVerification(problem.items);
      // Each credential says its own cause; only what is about none of them stands below.
      setError(saidElsewhere.includes(problem.code) ? null : problem);
      setRejections((now) => now + 1);
      alert(problem.title);
    } finally {
      setBusy(false);
    }
  };

  return {
    typed,
    errors,
    error,
    busy,
    /** How often a press was rejected: each time the first failing card takes the focus. */
    rejections,
    /** Something typed is stored nowhere yet. */
    isDirty: forms.some(({ set }) => {
      const fields = typed[set];
      return fields !== undefined && fields !== stored[set] && holdsText(fields);
    }),
    authenticate,
    type: (set: string, fields: Fields | null) => {
      setTyped((now) => (fields === null ? without(now, set) : { ...now, [set]: fields }));
      setErrors((now) => without(now, set));
    },
    forget: () => {
      setTyped({});
      setErrors({});
      setError(null);
    },
  };
}

const CredentialsDraft: z.ZodType<Typed> = z.record(z.string(), z.record(z.string(), z.string()));

/** Only fields that the form names, and says are no secret. */
function withoutSecrets(form: CredentialForm, typed: Fields): Fields {
  const kept = new Set(form.fields.filter(({ secret }) => !secret).map(({ name }) => name));
  return Object.fromEntries(Object.entries(typed).filter(([name, value]) => kept.has(name) && value !== ''));
}

/** What was typed of the credentials of an integration and is stored nowhere yet. */
function credentialsDraft(memberId: string, integrationId: string, forms: readonly CredentialForm[]) {
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
