import { type ReactNode, useState } from 'react';
import { ratioRoundings } from '../../../contracts/api/billing-rules.ts';
import { useSeatStatuses } from '../../api/billing-rules.ts';
import { SelectField } from '../../components/select-field.tsx';
import { TextField } from '../../components/text-field.tsx';
import { VendorText } from '../../components/vendor-text.tsx';
import { isWrongNumber, type NumberField, type RuleDraft } from './draft.ts';
import type { RulesText } from './texts.ts';

export interface DraftProps {
  readonly integrationId: string;
  readonly draft: RuleDraft;
  readonly set: (change: Partial<RuleDraft>) => void;
  readonly text: RulesText;
}

/** What a contract can say, in the order in which it applies. Every field may stay empty. */
export function TermsFields(props: DraftProps) {
  const { draft, set, text } = props;
  return (
    <fieldset className="flex flex-col gap-3">
      <legend className="mb-1 font-semibold">{text('console-billing-rules.terms')}</legend>
      <p className="text-ink-2">{text('console-billing-rules.terms-order')}</p>
      <ol className="flex list-decimal flex-col gap-3 pl-5">
        <Step>
          <ExcludedStatuses {...props} />
        </Step>
        <Step>
          <UnitsField {...props} field="free" />
        </Step>
        <Step>
          <UnitsField {...props} field="per" />
          <SelectField
            label={text('console-billing-rules.term.round')}
            value={draft.round}
            choices={ratioRoundings.map((one) => ({
              value: one,
              words: text(`console-billing-rules.round.${one}`),
            }))}
            onChange={(round) => set({ round })}
          />
        </Step>
        <Step>
          <UnitsField {...props} field="minimum" />
          <UnitsField {...props} field="maximum" />
        </Step>
        <Step>
          <UnitsField {...props} field="fixed" />
          <Tick checked={draft.flat} onChange={(flat) => set({ flat })}>
            {text('console-billing-rules.term.flat')}
          </Tick>
        </Step>
        <Step>
          <UnitsField {...props} field="committed" />
          <TextField
            type="date"
            label={text('console-billing-rules.term.decrease-from')}
            value={draft.decreaseFrom}
            onChange={(decreaseFrom) => set({ decreaseFrom })}
          />
        </Step>
        <Step>
          <TextField
            label={text('console-billing-rules.term.not-billed')}
            hint={text('console-billing-rules.term.not-billed-hint')}
            value={draft.notBilled}
            onChange={(notBilled) => set({ notBilled })}
          />
        </Step>
      </ol>
    </fieldset>
  );
}

const Step = ({ children }: { readonly children: ReactNode }) => (
  <li>
    <div className="flex flex-wrap items-start gap-x-4 gap-y-2">{children}</div>
  </li>
);

interface TickProps {
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
  readonly children: ReactNode;
}

const Tick = ({ checked, onChange, children }: TickProps) => (
  <label className="flex min-h-(--control) items-center gap-2">
    <input
      type="checkbox"
      className="size-4 accent-accent"
      checked={checked}
      onChange={(event) => onChange(event.target.checked)}
    />
    {children}
  </label>
);

/** Those that take a seat, and what the rule excludes already. */
function ExcludedStatuses({ integrationId, draft, set, text }: DraftProps) {
  const { data } = useSeatStatuses(integrationId);
  const excluded = draft.excludeStatuses;
  const [begun] = useState(excluded);
  return (
    <fieldset>
      <legend>{text('console-billing-rules.term.excluded')}</legend>
      <div className="flex flex-wrap gap-x-4">
        {[...new Set([...(data?.statuses ?? []), ...begun])].map((status) => (
          <Tick
            key={status}
            checked={excluded.includes(status)}
            onChange={(isExcluded) =>
              set({
                excludeStatuses: isExcluded
                  ? [...excluded, status]
                  : excluded.filter((one) => one !== status),
              })
            }
          >
            <VendorText text={status} />
          </Tick>
        ))}
      </div>
    </fieldset>
  );
}

function UnitsField({ draft, set, text, field }: DraftProps & { readonly field: NumberField }) {
  return (
    <TextField
      label={text(`console-billing-rules.term.${field}`)}
      value={draft[field]}
      error={isWrongNumber(field, draft) ? text('console-billing-rules.wrong-number') : null}
      onChange={(value) => set({ [field]: value })}
    />
  );
}
