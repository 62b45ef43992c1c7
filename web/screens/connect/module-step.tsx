import { RadioGroup } from 'radix-ui';
import { useMemo, useState } from 'react';
import { useNavigate } from '../../components/router.tsx';
import { z } from 'zod';
import { formDraft } from '../../api/form-drafts.ts';
import { useConnect } from '../../api/integration-commands.ts';
import type { Integration } from '../../api/integrations.ts';
import type { Vendor } from '../../api/vendors.ts';
import { asApiError, isPassing } from '../../values/problem.ts';
import { useSession } from '../../api/session.ts';
import { useDisabledReason } from '../../context/use-disabled-reason.ts';
import { ButtonWithReason } from '../../components/button-with-reason.tsx';
import { ErrorCard } from '../../components/failure-card.tsx';
import { LinkButton } from '../../components/link-button.tsx';
import { useFormKey } from '../../components/use-form-key.ts';
import { useTexts } from '../../components/texts.ts';
import { consoleConnect } from '../../../messages/generated/console-connect.ts';
import { SetUpLayout } from '../set-up/set-up-layout.tsx';
import { doneBefore } from '../set-up/set-up-progress.ts';
import { connectPath, stepPath } from '../set-up/set-up-steps.ts';

const Choice = z.object({ module: z.string(), psa: z.string() });

/** Which module, and which PSA where there are several; Continue makes the integration, once. */
export function ModuleStep({
  vendor,
  integration,
}: {
  readonly vendor: Vendor;
  readonly integration: Integration | null;
}) {
  const { member } = useSession();
  const draft = useMemo(() => formDraft(member.id, `module of ${vendor.id}`, Choice), [member.id, vendor.id]);
  const [chosen, setChosen] = useState(() => integration ?? keptChoice(vendor, draft.read()));
  const text = useTexts(consoleConnect);
  const whyClosed = useDisabledReason();
  const connect = useConnect();
  const { key, renew } = useFormKey();
  const navigate = useNavigate();
  const reason =
    whyClosed('connect') ??
    (chosen.module === ''
      ? text('console-connect.choose-module')
      : chosen.psa === ''
        ? text('console-connect.choose-psa')
        : null);
  const choose = (changed: Partial<z.infer<typeof Choice>>): void => {
    const { module, psa } = { ...chosen, ...changed };
    setChosen({ module, psa });
    draft.keep({ module, psa });
  };
  const connected = vendor.psas.find(({ id }) => id === integration?.psa)?.name ?? '';
  const goOn = (id: string): void => {
    draft.forget();
    navigate(stepPath('credentials', id));
  };
  const submit = (): void => {
    if (integration !== null) {
      goOn(integration.id);
      return;
    }
    const { module, psa } = chosen;
    connect.mutate(
      { body: { vendor: vendor.id, module, psa }, key },
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
      title={text('console-connect.title')}
      foot={
        <>
          <LinkButton to={connectPath(vendor.id, 'guide')}>{text('console-connect.back')}</LinkButton>
          <ButtonWithReason
            look="primary"
            reason={reason}
            reasonAt="before"
            busy={connect.isPending}
            onClick={submit}
          >
            {text('console-connect.continue')}
          </ButtonWithReason>
        </>
      }
    >
      <div className="flex max-w-xl flex-col gap-4">
        <Choices
          label={text('console-connect.module')}
          value={chosen.module}
          isMade={integration !== null}
          options={vendor.modules.map((module) =>
            integration === null || module.id === integration.module
              ? module
              : { ...module, selectable: false },
          )}
          onChoose={(module) => choose({ module })}
        />
        {vendor.psas.length === 1 ? (
          <p className="text-ink-2">
            {text('console-connect.only-psa', { name: vendor.psas[0]?.name ?? '' })}
          </p>
        ) : (
          <>
            <h2 className="text-section font-semibold">{text('console-connect.which-psa')}</h2>
            <Choices
              label={text('console-connect.psa')}
              value={chosen.psa}
              isMade={integration !== null}
              options={vendor.psas.map((psa) =>
                integration === null || psa.id === integration.psa
                  ? psa
                  : {
                      ...psa,
                      selectable: false,
                      note: text('console-connect.connected', { name: connected }),
                    },
              )}
              onChoose={(psa) => choose({ psa })}
            />
          </>
        )}
        {connect.error === null ? null : <ErrorCard error={connect.error} />}
      </div>
    </SetUpLayout>
  );
}

interface Option {
  readonly id: string;
  readonly name: string;
  readonly note?: string;
  readonly selectable: boolean;
}

function Choices({
  label,
  value,
  isMade,
  options,
  onChoose,
}: {
  readonly label: string;
  readonly value: string;
  /** It stands: the integration is there. */
  readonly isMade: boolean;
  readonly options: readonly Option[];
  readonly onChoose: (id: string) => void;
}) {
  return (
    <RadioGroup.Root
      aria-label={label}
      value={value}
      disabled={isMade}
      onValueChange={onChoose}
      className="flex flex-col gap-2"
    >
      {options.map(({ id, name, note, selectable }) => (
        <label
          key={id}
          className={`flex items-center gap-3 rounded-card border bg-surface px-4 py-3 ${value === id ? 'border-accent' : 'border-line'} ${selectable ? '' : 'text-ink-3'}`}
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
  );
}

/** What was chosen before a reload, where it can still be chosen, and the only PSA there is; else nothing. */
function keptChoice({ modules, psas }: Vendor, kept: z.infer<typeof Choice> | null): z.infer<typeof Choice> {
  const idOf = (options: readonly Option[], keptId?: string): string =>
    options.find(({ id, selectable }) => selectable && id === keptId)?.id ?? '';
  const [only, ...others] = psas;
  return {
    module: idOf(modules, kept?.module),
    psa: idOf(psas, others.length === 0 ? only?.id : kept?.psa),
  };
}
