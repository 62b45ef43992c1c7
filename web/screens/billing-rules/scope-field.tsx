import { useState } from 'react';
import { ruleScopes } from '../../../contracts/api/billing-rules.ts';
import type { Scope } from '../../api/billing-rules.ts';
import { useAgreementTypes } from '../../api/usage-decisions.ts';
import { SelectField } from '../../components/select-field.tsx';
import { shortText } from '../../components/visible-text.ts';
import { type Named, PickField } from './pick-field.tsx';
import { CustomerPick, LinePick, ProductPick } from './scope-picks.tsx';
import type { RulesText } from './texts.ts';

/** What is known of the usage line that the rule is for. */
export interface ScopesAtHand {
  readonly customers: readonly Named[];
  readonly lines: readonly Named[];
  readonly products: readonly Named[];
}

type Kind = Scope['kind'] | '';

interface ScopeFieldProps {
  readonly integrationId: string;
  readonly scope: Scope | null;
  /** Of the scope that the form begins with; null: not known. */
  readonly scopeName: string | null;
  readonly atHand: ScopesAtHand;
  readonly onChange: (scope: Scope | null) => void;
  readonly text: RulesText;
}

/** What a rule applies to: the kind first, then which one, by its name. */
export function ScopeField({ integrationId, scope, scopeName, atHand, onChange, text }: ScopeFieldProps) {
  const [kind, setKind] = useState<Kind>(scope?.kind ?? '');
  const [name, setName] = useState(scopeName);
  const chosen =
    scope === null || scope.kind === 'everything' || scope.kind !== kind
      ? null
      : { id: scope.id, name: name ?? scope.id };
  const pick = (one: Named | null): void => {
    setName(one?.name ?? null);
    if (kind !== '' && kind !== 'everything') onChange(one === null ? null : { kind, id: one.id });
  };
  const at = {
    line: atHand.lines,
    customer: atHand.customers,
    product: atHand.products,
    'agreement-type': [],
    everything: [],
  };
  const shared = { integrationId, chosen, onPick: pick, text } as const;
  return (
    <fieldset className="flex flex-col gap-3">
      <legend className="mb-1 font-semibold">{text('console-billing-rules.scope')}</legend>
      <SelectField
        label={text('console-billing-rules.scope-kind')}
        value={kind}
        choices={[
          ...(kind === '' ? [{ value: '', words: text('console-billing-rules.choose') }] : []),
          ...ruleScopes.map((one) => ({ value: one, words: text(`console-billing-rules.scope.${one}`) })),
        ]}
        onChange={(value) => {
          const next = ruleScopes.find((one) => one === value) ?? '';
          const [first, ...others] = next === '' ? [] : at[next];
          const only = others.length === 0 ? first : undefined;
          setKind(next);
          setName(only?.name ?? null);
          if (next === 'everything') onChange({ kind: next });
          else onChange(next === '' || only === undefined ? null : { kind: next, id: only.id });
        }}
      />
      {kind === 'line' ? <LinePick {...shared} atHand={at.line} /> : null}
      {kind === 'customer' ? <CustomerPick {...shared} atHand={at.customer} /> : null}
      {kind === 'product' ? <ProductPick {...shared} atHand={at.product} /> : null}
      {kind === 'agreement-type' ? <TypePick {...shared} /> : null}
    </fieldset>
  );
}

function TypePick({
  integrationId,
  chosen,
  onPick,
  text,
}: {
  readonly integrationId: string;
  readonly chosen: Named | null;
  readonly onPick: (one: Named | null) => void;
  readonly text: RulesText;
}) {
  const types = useAgreementTypes(integrationId);
  const found = types.data?.items.map(({ typeId, name }) => ({
    id: typeId,
    name: name === null ? text('console-billing-rules.no-type') : shortText(name),
  }));
  return (
    <PickField
      label={text('console-billing-rules.scope.agreement-type')}
      found={found ?? []}
      error={types.error}
      chosen={chosen}
      onPick={onPick}
      text={text}
    />
  );
}
