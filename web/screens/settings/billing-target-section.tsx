import type { BillsIn } from '../../../contracts/api/decisions.ts';
import { useIntegrations } from '../../api/integrations.ts';
import { useClosed } from '../../api/session.ts';
import { useAgreementTypes, useSetBillingTarget } from '../../api/usage-decisions.ts';
import { useWhyClosed } from '../../context/use-why-closed.ts';
import { capital, useWords, useWordsOf } from '../../components/words.ts';
import { DataTable, type TableColumn } from '../../components/data-table.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { ErrorCard } from '../../components/failure-card.tsx';
import { formatCount } from '../../values/format.ts';
import { QueryView } from '../../components/query-view.tsx';
import { SelectField } from '../../components/select-field.tsx';
import { useToast } from '../../components/toasts.tsx';
import { VendorText } from '../../components/vendor-text.tsx';
import { shortText } from '../../components/visible-text.ts';
import { SettingsSection } from './section.tsx';

export function BillingTargetSection() {
  const cards = useIntegrations();
  const words = useWordsOf();
  const { agreement, agreements } = words();
  const closed = useClosed()('billing-target');
  return (
    <SettingsSection
      title="BillingTarget"
      text={`An invoice of a type of ${agreement} covers the period ahead (in advance) or behind (in arrears). From this follows on which invoice a change lands; until it is said, changes on such ${agreements} are rejected.`}
      closed={closed}
    >
      <QueryView query={cards}>
        {({ items }) =>
          items.length === 0 ? (
            <EmptyState text={`Types of ${agreements} are known once an integration is connected.`} />
          ) : (
            items.map(({ id }, index) => (
              <AgreementTypes
                key={id}
                integrationId={id}
                title={items.length === 1 ? null : `${words(id).vendorName} ${index + 1}`}
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

const billing = { advance: 'In advance', arrears: 'In arrears' } as const;

function AgreementTypes({
  integrationId,
  title,
}: {
  readonly integrationId: string;
  readonly title: string | null;
}) {
  const { psa, agreement, agreements } = useWords(integrationId);
  const types = useAgreementTypes(integrationId);
  const set = useSetBillingTarget(integrationId);
  const closed = useWhyClosed()('billing-target');
  const toast = useToast();
  const columns: readonly TableColumn<Row>[] = [
    {
      id: 'name',
      head: `Type of ${agreement}`,
      cell: ({ name }) => <VendorText text={name ?? 'Without a type'} />,
    },
    {
      id: 'agreements',
      head: capital(agreements),
      numeric: true,
      cell: (row) => formatCount(row.agreements),
    },
    {
      id: 'suggestion',
      head: `${psa} suggests`,
      wideOnly: true,
      cell: ({ suggestion }) => (suggestion === null ? '–' : billing[suggestion].toLowerCase()),
    },
    {
      id: 'bills',
      head: 'Bills',
      cell: (row) =>
        closed === null ? (
          <SelectField
            label={`${shortText(row.name ?? 'Without a type')} bills`}
            hideLabel
            dense
            value={row.billsIn ?? ''}
            choices={[
              ...(row.billsIn === null ? [{ value: '', words: 'Not said yet' }] : []),
              { value: 'advance', words: billing.advance },
              { value: 'arrears', words: billing.arrears },
            ]}
            onChange={(value) => {
              if (value !== 'advance' && value !== 'arrears') return;
              set.mutate(
                { typeId: row.typeId, billsIn: value },
                {
                  onSuccess: () =>
                    toast(
                      `${shortText(row.name ?? `${capital(agreements)} without a type`)}: ${billing[value].toLowerCase()}.`,
                    ),
                },
              );
            }}
          />
        ) : row.billsIn === null ? (
          'not said yet'
        ) : (
          billing[row.billsIn].toLowerCase()
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
            <EmptyState text={`No ${agreement} is loaded yet.`} />
          ) : (
            <DataTable
              label={`Landing by type of ${agreement}`}
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
