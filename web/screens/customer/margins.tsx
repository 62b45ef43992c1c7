import { useLineMargins } from '../../api/margins.ts';
import { marginText, useMarginTexts } from '../../context/margin-text.ts';
import type { Sheet } from '../../api/customers.ts';

/** What the customer earns the MSP, by service. On the screen alone: the sheet itself is given to the customer. */
export function Margins({
  sheet: { lines, dataVersion },
  integrationId,
}: {
  readonly sheet: Pick<Sheet, 'lines' | 'dataVersion'>;
  readonly integrationId: string;
}) {
  const margins = useLineMargins(
    lines.map(({ usageLineId }) => usageLineId),
    dataVersion,
  );
  const text = useMarginTexts(integrationId);
  const known = lines.flatMap(({ usageLineId, service }) => {
    const margin = margins.get(usageLineId);
    return margin === undefined ? [] : [{ usageLineId, service, margin }];
  });
  if (known.length === 0) return null;
  return (
    <section aria-label={text('console-margin.margin')} className="mt-5 flex flex-col gap-1 print:hidden">
      <h2 className="text-section font-semibold">{text('console-margin.margin')}</h2>
      <ul>
        {known.map(({ usageLineId, service, margin }) => (
          <li key={usageLineId}>
            {service}: {marginText(margin, text)}
            {margin.costFrom === null ? ` ${text('console-margin.cost-unknown-why')}` : ''}
          </li>
        ))}
      </ul>
      <p className="text-label text-ink-2">{text('console-margin.private')}</p>
    </section>
  );
}
