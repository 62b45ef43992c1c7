import { type ReactNode, useState } from 'react';
import { ratioRoundings } from '../../../contracts/api/billing-rules.ts';
import { useSeatStatuses } from '../../api/billing-rules.ts';
import { Button } from '../../components/button.tsx';
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

/** What most contracts say; each has its own fields, in the order in which they apply. */
const common = ['flat', 'minimum', 'packs', 'free'] as const;
type CommonTerm = (typeof common)[number];

const isUsed: Readonly<Record<CommonTerm | 'others', (draft: RuleDraft) => boolean>> = {
  free: ({ free }) => free !== '',
  packs: ({ per }) => per !== '',
  minimum: ({ minimum }) => minimum !== '',
  flat: ({ fixed, flat }) => flat || fixed !== '',
  others: ({ excludeStatuses, maximum, committed, decreaseFrom, notBilled }) =>
    excludeStatuses.length > 0 || [maximum, committed, decreaseFrom, notBilled].some((term) => term !== ''),
};

const without: Readonly<Record<CommonTerm, Partial<RuleDraft>>> = {
  free: { free: '' },
  packs: { per: '' },
  minimum: { minimum: '' },
  flat: { fixed: '', flat: false },
};

/** A term that is chosen begins with what it says most often. */
const withTerm: Readonly<Record<CommonTerm, Partial<RuleDraft>>> = {
  free: {},
  packs: {},
  minimum: {},
  flat: { fixed: '1', flat: true },
};

/** What the contract says: its kind first, then its numbers. Whatever is chosen applies in one order. */
export function TermsFields(props: DraftProps) {
  const { draft, set, text } = props;
  const [shown, setShown] = useState<ReadonlySet<CommonTerm>>(
    () => new Set(common.filter((term) => isUsed[term](draft))),
  );
  const choose = (term: CommonTerm): void => {
    const next = new Set(shown);
    if (!next.delete(term)) next.add(term);
    setShown(next);
    set(next.has(term) ? withTerm[term] : without[term]);
  };
  return (
    <fieldset className="flex flex-col gap-3">
      <legend className="mb-1 font-semibold">{text('console-billing-rules.terms')}</legend>
      <div className="flex flex-wrap gap-2">
        {common.map((term) => (
          <Button key={term} aria-pressed={shown.has(term)} onClick={() => choose(term)}>
            {text(`console-billing-rules.kind.${term}`)}
          </Button>
        ))}
      </div>
      {shown.has('free') ? (
        <Fields>
          <UnitsField {...props} field="free" />
        </Fields>
      ) : null}
      {shown.has('packs') ? (
        <Fields>
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
        </Fields>
      ) : null}
      {shown.has('minimum') ? (
        <Fields>
          <UnitsField {...props} field="minimum" />
        </Fields>
      ) : null}
      {shown.has('flat') ? (
        <Fields>
          <UnitsField {...props} field="fixed" />
          <Tick checked={draft.flat} onChange={(flat) => set({ flat })}>
            {text('console-billing-rules.term.flat')}
          </Tick>
        </Fields>
      ) : null}
      <OtherTerms {...props} />
    </fieldset>
  );
}

/** Rarer terms, folded while none is used. */
function OtherTerms(props: DraftProps) {
  const { draft, set, text } = props;
  const [begun] = useState(() => isUsed.others(draft));
  return (
    <details open={begun}>
      <summary className="cursor-pointer text-ink-2">{text('console-billing-rules.other-terms')}</summary>
      <div className="flex flex-col gap-3 pt-3">
        <ExcludedStatuses {...props} />
        <UnitsField {...props} field="maximum" />
        <Fields>
          <UnitsField {...props} field="committed" />
          <TextField
            type="date"
            label={text('console-billing-rules.term.decrease-from')}
            value={draft.decreaseFrom}
            onChange={(decreaseFrom) => set({ decreaseFrom })}
          />
        </Fields>
        <TextField
          label={text('console-billing-rules.term.not-billed')}
          hint={text('console-billing-rules.term.not-billed-hint')}
          value={draft.notBilled}
          onChange={(notBilled) => set({ notBilled })}
        />
      </div>
    </details>
  );
}

const Fields = ({ children }: { readonly children: ReactNode }) => (
  <div className="flex flex-wrap items-end gap-x-4 gap-y-2">{children}</div>
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
