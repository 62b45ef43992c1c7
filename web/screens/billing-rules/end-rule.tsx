import { type SyntheticEvent, useState } from 'react';
import { type RuleDetail, useRuleToChange } from '../../api/billing-rules.ts';
import { ButtonWithReason } from '../../components/button-with-reason.tsx';
import { Page } from '../../components/page.tsx';
import { QueryView } from '../../components/query-view.tsx';
import { Navigate } from '../../components/router.tsx';
import { billingRulePlace } from '../../components/rule-places.ts';
import { TextField } from '../../components/text-field.tsx';
import { useToast } from '../../components/toasts.tsx';
import { formatDayDated } from '../../values/format.ts';
import { ChangeEffect } from './change-effect.tsx';
import { BackToRules } from './rule-detail.tsx';
import { useRulesTexts, useRuleWords } from './texts.ts';

/** The last day of a rule, with what that does. */
export function EndRulePage({
  integrationId,
  ruleId,
}: {
  readonly integrationId: string;
  readonly ruleId: string;
}) {
  const text = useRulesTexts(integrationId);
  const query = useRuleToChange(integrationId, ruleId);
  return (
    <Page title={text('console-billing-rules.end-title')}>
      <QueryView query={query}>
        {(rule) => <EndForm key={rule.version} integrationId={integrationId} rule={rule} />}
      </QueryView>
    </Page>
  );
}

function EndForm({ integrationId, rule }: { readonly integrationId: string; readonly rule: RuleDetail }) {
  const { id, version, from } = rule;
  const text = useRulesTexts(integrationId);
  const words = useRuleWords(integrationId);
  const toast = useToast();
  const [to, setTo] = useState('');
  const [asked, setAsked] = useState<string | null>(null);
  const [done, setDone] = useState(false);
  const missing = to === '' ? text('console-billing-rules.missing.last-day') : null;
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault();
    if (missing === null) setAsked(to);
  };
  if (done) return <Navigate to={billingRulePlace(integrationId, id)} />;
  return (
    <div className="flex max-w-4xl flex-col gap-5">
      <BackToRules integrationId={integrationId} />
      <p>
        <span className="font-medium">{words.sentence(rule.terms)}</span>
        <br />
        {words.scope(rule.scope, rule.scopeName)}, {words.validity(rule)}
      </p>
      <form onSubmit={submit} className="flex flex-col items-start gap-3">
        <TextField
          type="date"
          label={text('console-billing-rules.last-day')}
          hint={text('console-billing-rules.withdraw-hint', { from: formatDayDated(from) })}
          value={to}
          onChange={setTo}
        />
        <ButtonWithReason type="submit" look={asked === to ? 'plain' : 'primary'} reason={missing}>
          {text('console-billing-rules.show-effect')}
        </ButtonWithReason>
      </form>
      {asked === to ? (
        <ChangeEffect
          integrationId={integrationId}
          change={{ change: 'end', id, version, to }}
          confirm={text('console-billing-rules.confirm.end')}
          onDone={() => {
            toast(text('console-billing-rules.done.end'));
            setDone(true);
          }}
        />
      ) : null}
    </div>
  );
}
