import { RadioGroup } from 'radix-ui';
import { useMemo, useState } from 'react';
import { useNavigate } from 'react-router';
import { z } from 'zod';
import { formDraft } from '../../api/form-drafts.ts';
import { type Integration, useConnect, type Vendor } from '../../api/integrations.ts';
import { asApiError, isPassing } from '../../api/problem.ts';
import { useSession } from '../../api/session.ts';
import { useWhyClosed } from '../../app/use-why-closed.ts';
import { ClosedButton } from '../../components/closed-button.tsx';
import { ErrorCard } from '../../components/failure-card.tsx';
import { LinkButton } from '../../components/link-button.tsx';
import { useFormKey } from '../../components/use-form-key.ts';
import { SetUpLayout } from '../set-up/set-up-layout.tsx';
import { doneBefore } from '../set-up/set-up-progress.ts';
import { connectPath, stepPath } from '../set-up/set-up-steps.ts';

/** One module can be chosen in this release; Continue makes the integration, once. */
export function ModuleStep({
  vendor,
  integration,
}: {
  readonly vendor: Vendor;
  readonly integration: Integration | null;
}) {
  const { member } = useSession();
  const draft = useMemo(
    () => formDraft(member.id, `module of ${vendor.id}`, z.string()),
    [member.id, vendor.id],
  );
  const [chosen, setChosen] = useState(() => integration?.module ?? keptModule(vendor, draft.read()));
  const whyClosed = useWhyClosed();
  const connect = useConnect();
  const { key, renew } = useFormKey();
  const navigate = useNavigate();
  const reason = whyClosed('connect') ?? (chosen === '' ? 'Choose a module first.' : null);
  const goOn = (id: string): void => {
    draft.forget();
    void navigate(stepPath('credentials', id));
  };
  const submit = (): void => {
    if (integration !== null) {
      goOn(integration.id);
      return;
    }
    const psa = vendor.psas.find(({ selectable }) => selectable)?.id;
    connect.mutate(
      { body: { vendor: vendor.id, module: chosen, psa }, key },
      {
        onSuccess: ({ id }) => goOn(id),
        onError: (error) => {
          // A second tab made it meanwhile: that one is ours too.
          const known = /[0-9a-f-]{36}/u.exec(asApiError(error).detail)?.[0];
          if (asApiError(error).code === 'AlreadyConnected' && known !== undefined) goOn(known);
          else if (!isPassing(error)) renew();
        },
      },
    );
  };
  return (
    <SetUpLayout
      step="module"
      vendor={vendor.id}
      integrationId={integration?.id ?? null}
      done={doneBefore(integration)}
      title="Choose what module you wish to connect to"
      foot={
        <>
          <LinkButton to={connectPath(vendor.id, 'guide')}>Back</LinkButton>
          <ClosedButton
            look="primary"
            reason={reason}
            reasonAt="before"
            busy={connect.isPending}
            onClick={submit}
          >
            Continue
          </ClosedButton>
        </>
      }
    >
      <div className="flex max-w-xl flex-col gap-4">
        <RadioGroup.Root
          aria-label="Module"
          value={chosen}
          disabled={integration !== null}
          onValueChange={(module) => {
            setChosen(module);
            draft.keep(module);
          }}
          className="flex flex-col gap-2"
        >
          {vendor.modules.map(({ id, name, note, selectable }) => (
            <label
              key={id}
              className={`flex items-center gap-3 rounded-card border bg-surface px-4 py-3 ${chosen === id ? 'border-accent' : 'border-line'} ${selectable ? '' : 'text-ink-3'}`}
            >
              <RadioGroup.Item
                value={id}
                disabled={!selectable}
                className="inline-flex size-4 shrink-0 items-center justify-center rounded-full border border-edge bg-surface"
              >
                <RadioGroup.Indicator className="size-2 rounded-full bg-accent" />
              </RadioGroup.Item>
              <span className="grow font-medium">{name}</span>
              <span className="text-ink-2">{note}</span>
            </label>
          ))}
        </RadioGroup.Root>
        <p className="text-ink-2">PSA: {vendor.psas.map(({ name }) => name).join(', ')}</p>
        {connect.error === null ? null : <ErrorCard error={connect.error} />}
      </div>
    </SetUpLayout>
  );
}

/** What was chosen before a reload, where it can still be chosen; else nothing. */
const keptModule = ({ modules }: Vendor, kept: string | null): string =>
  modules.find(({ id, selectable }) => selectable && id === kept)?.id ?? '';
