import { useId, useState } from 'react';
import { type ImportEffect, useImportRules, usePreviewImport } from '../../api/billing-rules.ts';
import { DataTable, type TableColumn } from '../../components/data-table.tsx';
import { ErrorCard } from '../../components/failure-card.tsx';
import { Page } from '../../components/page.tsx';
import { Section } from '../../components/report-layout.tsx';
import { Navigate } from '../../components/router.tsx';
import { billingRulesPlace } from '../../components/rule-places.ts';
import { Skeleton } from '../../components/skeleton.tsx';
import { useToast } from '../../components/toasts.tsx';
import { useFormKey } from '../../components/use-form-key.ts';
import { VendorText } from '../../components/vendor-text.tsx';
import { formatCount } from '../../values/format.ts';
import { asApiError } from '../../values/problem.ts';
import { ConfirmForm } from './confirm-form.tsx';
import { EffectTables } from './effect.tsx';
import { LinesHeldByTerms, PsaTermsQuestion } from './psa-terms-question.tsx';
import { BackToRules } from './rule-detail.tsx';
import { type RulesText, useRulesTexts } from './texts.ts';

/** Rules from a CSV file: each row is checked, and all of them are added or none. */
export function ImportRulesPage({ integrationId }: { readonly integrationId: string }) {
  const text = useRulesTexts(integrationId);
  const id = useId();
  const [csv, setCsv] = useState('');
  /** Stays while the file is looked at again. */
  const [checked, setChecked] = useState<ImportEffect | null>(null);
  const [imported, setImported] = useState(false);
  const preview = usePreviewImport(integrationId);
  const { error, isPending } = preview;
  const check = (content: string): void => preview.mutate(content, { onSuccess: setChecked });
  const look = async (file: File | undefined): Promise<void> => {
    preview.reset();
    setChecked(null);
    if (file === undefined) return;
    const content = await file.text();
    setCsv(content);
    check(content);
  };
  if (imported) return <Navigate to={billingRulesPlace(integrationId)} />;
  return (
    <Page title={text('console-billing-rules.import-title')}>
      <div className="flex max-w-4xl flex-col gap-5">
        <BackToRules integrationId={integrationId} />
        <p className="text-ink-2">{text('console-billing-rules.import-why')}</p>
        <span className="flex flex-col items-start gap-1">
          <label htmlFor={id} className="text-label font-medium">
            {text('console-billing-rules.file')}
          </label>
          <input
            id={id}
            type="file"
            accept=".csv,text/csv"
            onChange={(event) => void look(event.target.files?.[0])}
          />
        </span>
        {error === null ? null : <ErrorCard error={error} onRetry={() => check(csv)} />}
        {isPending && checked === null ? <Skeleton rows={4} /> : null}
        {checked === null ? null : (
          <Checked
            integrationId={integrationId}
            csv={csv}
            checked={checked}
            onChanged={() => check(csv)}
            onDone={() => setImported(true)}
          />
        )}
      </div>
    </Page>
  );
}

function Checked({
  integrationId,
  csv,
  checked: { rules, rejected, effect },
  onChanged,
  onDone,
}: {
  readonly integrationId: string;
  readonly csv: string;
  readonly checked: ImportEffect;
  /** The file would have another effect by now. */
  readonly onChanged: () => void;
  readonly onDone: () => void;
}) {
  const text = useRulesTexts(integrationId);
  const toast = useToast();
  const importing = useImportRules(integrationId);
  const { key, renew } = useFormKey();
  if (effect === null) {
    return (
      <Section
        title={text('console-billing-rules.rejected', { count: rejected.length })}
        empty=""
        rows={rejected}
      >
        <p className="text-ink-2">{text('console-billing-rules.rejected-why')}</p>
        <DataTable
          label={text('console-billing-rules.rejected', { count: rejected.length })}
          columns={rejectedColumns(text)}
          rows={rejected}
          rowId={({ row }) => String(row)}
        />
      </Section>
    );
  }
  const confirmed = (reason: string): void =>
    importing.mutate(
      { body: { csv, effect: effect.effect, reason }, key },
      {
        onSuccess: (answer) => {
          toast(text('console-billing-rules.done.import', { count: answer.rules }));
          onDone();
        },
        onError: (failure) => {
          const { status, code } = asApiError(failure);
          if (status > 0) renew();
          if (code === 'EffectChanged') onChanged();
        },
      },
    );
  return (
    <ConfirmForm
      confirm={text('console-billing-rules.confirm.import', { count: rules })}
      missing={rules === 0 ? text('console-billing-rules.missing.rows') : null}
      busy={importing.isPending}
      error={importing.error}
      onConfirm={confirmed}
      text={text}
    >
      <EffectTables effect={effect} integrationId={integrationId} />
      <LinesHeldByTerms psaTerms={effect.psaTerms} integrationId={integrationId} />
      <PsaTermsQuestion psaTerms={effect.psaTerms} agreed integrationId={integrationId} />
    </ConfirmForm>
  );
}

const rejectedColumns = (text: RulesText): readonly TableColumn<ImportEffect['rejected'][number]>[] => [
  {
    id: 'row',
    head: text('console-billing-rules.column.row'),
    numeric: true,
    cell: ({ row }) => formatCount(row),
  },
  {
    id: 'detail',
    head: text('console-billing-rules.column.why'),
    cell: ({ detail }) => <VendorText text={detail} />,
  },
];
