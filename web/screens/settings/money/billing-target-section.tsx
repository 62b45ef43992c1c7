import type { BillsIn } from '../../../../contracts/api/decisions.ts';
import { useIntegrations } from '../../../api/integrations.ts';
import { useClosed } from '../../../api/session.ts';
import { useAgreementTypes, useSetBillingTarget } from '../../../api/usage-decisions.ts';
import { useDisabledReason } from '../../../context/use-disabled-reason.ts';
import { useTexts } from '../../../components/texts.ts';
import { useWordsOf } from '../../../components/words.ts';
import { DataTable, type TableColumn } from '../../../components/data-table.tsx';
import { EmptyState } from '../../../components/empty-state.tsx';
import { ErrorCard } from '../../../components/failure-card.tsx';
import { formatCount } from '../../../values/format.ts';
import { QueryView } from '../../../components/query-view.tsx';
import { SelectField } from '../../../components/select-field.tsx';
import { useToast } from '../../../components/toasts.tsx';
import { VendorText } from '../../../components/vendor-text.tsx';
import { shortText } from '../../../components/visible-text.ts';
import { SettingsSection } from '../form/section.tsx';
import { consoleSettings } from '../../../../messages/generated/console-settings.ts';

export function BillingTargetSection() {
  const cards = useIntegrations();
  const words = useWordsOf();
  const text = useTexts(consoleSettings);
  const closed = useClosed()('billing-target');
  return (
    <SettingsSection
      title={text('console-settings.section.billing-target')}
      text={text('console-settings.timing-why')}
      closed={closed}
    >
      <QueryView query={cards}>
        {({ items }) =>
          items.length === 0 ? (
            <EmptyState text={text('console-settings.timing-none')} />
          ) : (
            items.map(({ id }, index) => (
              <AgreementTypes
                key={id}
                integrationId={id}
                title={
                  items.length === 1
                    ? null
                    : text('console-settings.integration', { name: words(id).vendorName, nth: index + 1 })
                }
              />
            ))
          )
        }
      </QueryView>
    </SettingsSection>
  );
}

interface Row {
  readonly typeId: string;
  readonly name: string | null;
  readonly agreements: number;
  readonly billsIn: BillsIn | null;
  readonly suggestion: BillsIn | null;
}

function AgreementTypes({
  integrationId,
  title,
}: {
  readonly integrationId: string;
  readonly title: string | null;
}) {
  const text = useTexts(consoleSettings, integrationId);
  const noType = text('console-settings.no-type');
  const types = useAgreementTypes(integrationId);
  const set = useSetBillingTarget(integrationId);
  const closed = useDisabledReason()('billing-target');
  const toast = useToast();
  const columns: readonly TableColumn<Row>[] = [
    {
      id: 'name',
      head: text('console-settings.agreement-type'),
      cell: ({ name }) => <VendorText text={name ?? noType} />,
    },
    {
      id: 'agreements',
      head: text('console-settings.agreements'),
      numeric: true,
      cell: (row) => formatCount(row.agreements),
    },
    {
      id: 'suggestion',
      head: text('console-settings.psa-suggests'),
      wideOnly: true,
      cell: ({ suggestion }) => text(`console-settings.timing.${suggestion ?? 'none'}`),
    },
    {
      id: 'bills',
      head: text('console-settings.billed'),
      cell: (row) =>
        closed === null ? (
          <SelectField
            label={text('console-settings.billed-of', { name: shortText(row.name ?? noType) })}
            hideLabel
            dense
            value={row.billsIn ?? ''}
            choices={[
              ...(row.billsIn === null
                ? [{ value: '', words: text('console-settings.timing.not-set') }]
                : []),
              { value: 'advance', words: text('console-settings.timing.advance') },
              { value: 'arrears', words: text('console-settings.timing.arrears') },
            ]}
            onChange={(value) => {
              if (value !== 'advance' && value !== 'arrears') return;
              set.mutate(
                { typeId: row.typeId, billsIn: value },
                {
                  onSuccess: () =>
                    toast(
                      text('console-settings.type-set', {
                        name: shortText(row.name ?? noType),
                        timing: text(`console-settings.timing.${value}`),
                      }),
                    ),
                },
              );
            }}
          />
        ) : (
          text(`console-settings.timing.${row.billsIn ?? 'not-set'}`)
        ),
    },
  ];
  return (
    <div className="flex max-w-3xl flex-col gap-2">
      {title === null ? null : <h3 className="font-medium">{title}</h3>}
      {set.error === null ? null : <ErrorCard error={set.error} />}
      <QueryView query={types}>
        {({ items }) =>
          items.length === 0 ? (
            <EmptyState text={text('console-settings.no-agreements')} />
          ) : (
            <DataTable
              label={text('console-settings.timing-by-type')}
              columns={columns}
              rows={items}
              rowId={({ typeId }) => typeId}
            />
          )
        }
      </QueryView>
    </div>
  );
}
