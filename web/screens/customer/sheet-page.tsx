import { Link, useParams } from '../../components/router.tsx';
import { customerSheetFile, customerSheetPdf, type Sheet, useCustomerSheet } from '../../api/customers.ts';
import { useShownVersion } from '../../context/refresh-rule.tsx';
import { usageLinePlace } from '../../components/report-places.ts';
import { useWords } from '../../components/words.ts';
import { signOf } from '../../values/decimals.ts';
import { amount } from '../../values/figure.ts';
import { formatCount, formatDay, formatDecimal } from '../../values/format.ts';
import { Instant } from '../../components/instant.tsx';
import { KindMark } from '../../components/kind-mark.tsx';
import { Page } from '../../components/page.tsx';
import { QueryView } from '../../components/query-view.tsx';
import { Leave } from '../../components/report-layout.tsx';
import { SeatRule } from '../../components/seat-rule.tsx';
import { VendorText } from '../../components/vendor-text.tsx';
import { shortText } from '../../components/visible-text.ts';
import { useClosed } from '../../api/session.ts';
import { Margins } from './margins.tsx';
import { Billed, Seats, Users } from './sheet-tables.tsx';
import { pdfFile, tableFiles } from '../../context/report-files.ts';
import { useCustomerTexts } from './texts.ts';
import { filled, slot } from '../../components/texts.ts';

type Line = Sheet['lines'][number];

/** What a customer is shown when it asks what it pays for: its seats by rule and status, and what is billed. */
export default function Screen() {
  const { id = '', companyId = '' } = useParams();
  const text = useCustomerTexts(id);
  const closed = useClosed();
  const query = useCustomerSheet(id, companyId);
  const { data } = query;
  useShownVersion(data?.dataVersion, id);
  return (
    <Page
      title={
        data === undefined
          ? text('console-customer.title')
          : text('console-customer.title-of', { name: shortText(data.company.name) })
      }
      actions={
        <Leave
          files={tableFiles((format) => customerSheetFile(id, companyId, format))}
          pdf={pdfFile(customerSheetPdf(id, companyId))}
        />
      }
    >
      <QueryView query={query}>
        {(sheet) => (
          <>
            <CustomerSheetBody sheet={sheet} integrationId={id} />
            {closed('see-margin') === null ? <Margins sheet={sheet} integrationId={id} /> : null}
          </>
        )}
      </QueryView>
    </Page>
  );
}

export function CustomerSheetBody({
  sheet: { company, day, currency, lines, namesKept },
  integrationId,
}: {
  readonly sheet: Sheet;
  readonly integrationId: string;
}) {
  const text = useCustomerTexts(integrationId);
  const { psaIds, seatRule } = useWords(integrationId);
  const accounts = lines.flatMap((line) => line.accounts);
  return (
    <div className="flex flex-col gap-5">
      <p className="text-ink-2">
        {text('console-customer.intro', { day: formatDay(day), id: `${psaIds} ${company.id}`, currency })}
      </p>
      {lines.length === 0 ? (
        <p>{text('console-customer.nothing')}</p>
      ) : (
        <>
          <ul className="flex flex-col gap-2">
            {lines.map((line) => (
              <Summary key={line.usageLineId} line={line} integrationId={integrationId} />
            ))}
          </ul>
          <Seats accounts={accounts} />
          <SeatRule text={seatRule} />
          <Billed lines={lines.flatMap(({ billed }) => billed)} integrationId={integrationId} />
          <Users accounts={accounts} namesKept={namesKept} />
        </>
      )}
    </div>
  );
}

/** One service in a sentence: both sides, the difference, and of when they are. */
function Summary({ line, integrationId }: { readonly line: Line; readonly integrationId: string }) {
  const text = useCustomerTexts(integrationId);
  const { vendorQuantity, billableUnits, psaQuantity, variance, effectPerMonth, currency } = line;
  const sides = {
    seats: formatCount(vendorQuantity),
    billed: psaQuantity === null ? '–' : formatDecimal(psaQuantity),
  };
  const applied = line.rule?.applied ?? null;
  return (
    <li className="flex break-inside-avoid flex-col gap-1 rounded-card border border-line bg-surface px-4 py-3">
      <span className="flex flex-wrap items-center gap-x-4 gap-y-1">
        <span className="text-section font-semibold tabular-nums">
          {applied === null
            ? text('console-customer.both', sides)
            : text('console-customer.under-rule', { ...sides, units: formatCount(billableUnits) })}
        </span>
        <KindMark kind={line.kind} integrationId={integrationId} inRow />
        {variance === null || signOf(variance) === 0 ? null : (
          <span className="tabular-nums">
            {text('console-customer.per-month', {
              variance: formatDecimal(variance, { signed: true }),
              amount: amount(effectPerMonth, { signed: true, currency, perMonth: true }),
            })}
          </span>
        )}
        <Link to={usageLinePlace(line.usageLineId)} className="text-accent underline print:hidden">
          {text('console-customer.open-line')}
        </Link>
      </span>
      {applied === null ? null : (
        <>
          {applied.equation === null ? null : <span className="tabular-nums">{applied.equation}</span>}
          <span className="text-table text-ink-2">
            <VendorText
              text={text('console-customer.rule', { terms: applied.text, source: applied.source })}
            />
          </span>
        </>
      )}
      <span className="text-label text-ink-2">
        {line.service}
        {line.vendorReadAt === null ? null : (
          <>
            {' '}
            ·{' '}
            {filled(
              text('console-customer.vendor-read', { when: slot(0) }),
              <Instant at={line.vendorReadAt} />,
            )}
          </>
        )}
        {line.psaReadAt === null ? null : (
          <>
            {' '}
            · {filled(text('console-customer.psa-read', { when: slot(0) }), <Instant at={line.psaReadAt} />)}
          </>
        )}
        {line.kind === 'not-read'
          ? ` · ${text('console-customer.last-data', { reason: line.reason.message })}`
          : ''}
      </span>
    </li>
  );
}
