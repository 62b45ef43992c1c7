import type { ReactNode } from 'react';
import { type RuleDetail, useBillingRule, type Version } from '../../api/billing-rules.ts';
import { DataTable, type TableColumn } from '../../components/data-table.tsx';
import { DefinitionList } from '../../components/definition-list.tsx';
import { Instant } from '../../components/instant.tsx';
import { LinkButton } from '../../components/link-button.tsx';
import { Page } from '../../components/page.tsx';
import { QueryView } from '../../components/query-view.tsx';
import { Section } from '../../components/report-layout.tsx';
import { Link } from '../../components/router.tsx';
import {
  billingRulePlace,
  billingRulesPlace,
  correctBillingRulePlace,
} from '../../components/rule-places.ts';
import { StatusPill } from '../../components/status-pill.tsx';
import { VendorText } from '../../components/vendor-text.tsx';
import { useDisabledReason } from '../../context/use-disabled-reason.ts';
import { formatCount, formatDayDated } from '../../values/format.ts';
import { LinesOf, RuleStatus } from './rule-facts.tsx';
import { type RulesText, type RuleWords, useRulesTexts, useRuleWords } from './texts.ts';

interface RuleProps {
  readonly integrationId: string;
  readonly rule: RuleDetail;
}

/** One rule with every version that it had. */
export function RuleDetailPage({
  integrationId,
  ruleId,
}: {
  readonly integrationId: string;
  readonly ruleId: string;
}) {
  const text = useRulesTexts(integrationId);
  const words = useRuleWords(integrationId);
  const query = useBillingRule(integrationId, ruleId);
  const rule = query.data;
  return (
    <Page
      place={text('console-billing-rules.rule')}
      title={
        rule === undefined ? text('console-billing-rules.rule') : words.scope(rule.scope, rule.scopeName)
      }
      actions={rule === undefined ? undefined : <Actions integrationId={integrationId} rule={rule} />}
    >
      <div className="flex flex-col gap-5">
        <BackToRules integrationId={integrationId} />
        <QueryView query={query}>
          {(data) => (
            <>
              <Facts integrationId={integrationId} rule={data} />
              <Section title={text('console-billing-rules.history')} empty="" rows={data.versions}>
                <DataTable
                  label={text('console-billing-rules.history')}
                  columns={versionColumns(text, words)}
                  rows={data.versions}
                  rowId={({ version }) => String(version)}
                />
              </Section>
            </>
          )}
        </QueryView>
      </div>
    </Page>
  );
}

export function BackToRules({ integrationId }: { readonly integrationId: string }) {
  const text = useRulesTexts(integrationId);
  return (
    <p>
      <Link to={billingRulesPlace(integrationId)} className="text-accent underline">
        {text('console-billing-rules.all')}
      </Link>
    </p>
  );
}

function Actions({ integrationId, rule }: RuleProps) {
  const text = useRulesTexts(integrationId);
  const closed = useDisabledReason()('propose');
  const place = billingRulePlace(integrationId, rule.id);
  return (
    <span className="flex flex-wrap items-center gap-2">
      <LinkButton to={correctBillingRulePlace(integrationId, rule.id)} reason={closed}>
        {text('console-billing-rules.correct')}
      </LinkButton>
      {rule.status === 'ended' ? null : (
        <LinkButton to={`${place}/end`} reason={closed}>
          {text('console-billing-rules.end')}
        </LinkButton>
      )}
    </span>
  );
}

function Facts({ integrationId, rule }: RuleProps) {
  const text = useRulesTexts(integrationId);
  const words = useRuleWords(integrationId);
  const facts: readonly (readonly [string, ReactNode])[] = [
    [text('console-billing-rules.column.terms'), <span>{words.sentence(rule.terms)}</span>],
    [text('console-billing-rules.scope'), words.scope(rule.scope, rule.scopeName)],
    [text('console-billing-rules.status'), <RuleStatus status={rule.status} text={text} />],
    [text('console-billing-rules.column.validity'), <Validity rule={rule} text={text} words={words} />],
    [text('console-billing-rules.column.source'), rule.source],
    [
      text('console-billing-rules.column.lines'),
      <LinesOf rule={rule} integrationId={integrationId} text={text} />,
    ],
    ...(rule.withPsaTerms
      ? [[text('console-billing-rules.psa-terms'), text('console-billing-rules.both-apply')] as const]
      : []),
  ];
  return <DefinitionList items={facts.map(([term, value]) => ({ term, text: value }))} />;
}

function Validity({
  rule,
  text,
  words,
}: {
  readonly rule: RuleDetail;
  readonly text: RulesText;
  readonly words: RuleWords;
}) {
  return (
    <>
      {words.validity(rule)}
      {rule.endsSoon === null ? null : (
        <>
          {' '}
          <StatusPill
            state="warned"
            words={text('console-billing-rules.ends-soon', { day: formatDayDated(rule.endsSoon) })}
            inRow
          />
        </>
      )}
    </>
  );
}

const versionColumns = (text: RulesText, words: RuleWords): readonly TableColumn<Version>[] => [
  {
    id: 'version',
    head: text('console-billing-rules.column.version'),
    numeric: true,
    cell: ({ version }) => formatCount(version),
  },
  {
    id: 'change',
    head: text('console-billing-rules.column.change'),
    cell: ({ change }) => text(`console-billing-rules.change.${change}`),
  },
  {
    id: 'when',
    head: text('console-billing-rules.column.when'),
    cell: ({ madeAt }) => <Instant at={madeAt} />,
  },
  {
    id: 'author',
    head: text('console-billing-rules.column.author'),
    cell: ({ actor }) => <VendorText text={actor.name ?? actor.kind} />,
  },
  {
    id: 'reason',
    head: text('console-billing-rules.column.reason'),
    cell: ({ reason }) => <VendorText text={reason} />,
  },
  {
    id: 'terms',
    head: text('console-billing-rules.column.terms'),
    cell: ({ terms }) => words.sentence(terms),
  },
  {
    id: 'validity',
    head: text('console-billing-rules.column.validity'),
    cell: (version) => words.validity(version),
  },
  {
    id: 'source',
    head: text('console-billing-rules.column.source'),
    wideOnly: true,
    cell: ({ source }) => <VendorText text={source} />,
  },
];
