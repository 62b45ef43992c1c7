import type { UsageRow } from '../../../api/usage.ts';
import { billingRulePlace } from '../../../components/rule-places.ts';
import { Link } from '../../../components/router.tsx';
import { filled, slot } from '../../../components/texts.ts';
import { VendorText } from '../../../components/vendor-text.tsx';
import { visibleText } from '../../../components/visible-text.ts';
import { formatDay, formatDayDated } from '../../../values/format.ts';
import { usePanelTexts } from './texts.ts';

type LineRule = NonNullable<UsageRow['rule']>;
type Applied = NonNullable<LineRule['applied']>;

/** How the seats become what is billed (RULES 13), and by which rule; nothing where every seat is billed. */
export function RulePart({ row: { rule, integrationId } }: { readonly row: UsageRow }) {
  const text = usePanelTexts(integrationId);
  if (rule === null) return null;
  const { applied, day, later } = rule;
  return (
    <section aria-label={text('console-usage-panel.rule')} className="flex flex-col gap-1">
      {applied === null ? (
        <p>{text('console-usage-panel.rule.none', { day: formatDay(day) })}</p>
      ) : (
        <>
          {applied.equation === null ? null : (
            <p className="font-semibold tabular-nums">
              <VendorText text={applied.equation} />
            </p>
          )}
          <RuleLine applied={applied} integrationId={integrationId} />
        </>
      )}
      {later === null ? null : (
        <>
          <p className="text-warn">{text('console-usage-panel.rule.meet', { day: formatDay(later.from) })}</p>
          {later.applied === null ? (
            <p>{text('console-usage-panel.rule.none', { day: formatDay(later.from) })}</p>
          ) : (
            <>
              {later.applied.equation === null ? null : (
                <p className="tabular-nums">
                  {filled(
                    text('console-usage-panel.rule.from', {
                      day: formatDay(later.from),
                      equation: slot(0),
                    }),
                    <VendorText text={later.applied.equation} />,
                  )}
                </p>
              )}
              <RuleLine applied={later.applied} integrationId={integrationId} />
            </>
          )}
        </>
      )}
    </section>
  );
}

/** "At least 25 units · Customer Acme Dental · MSA 2025-114, section 3 · until Jun 30, 2027". */
function RuleLine({
  applied: { id, text: terms, scopeText, source, to, endsSoon },
  integrationId,
}: {
  readonly applied: Applied;
  readonly integrationId: string;
}) {
  const text = usePanelTexts(integrationId);
  const known = { terms: slot(0), scope: slot(1), source: slot(2) };
  return (
    <p className="text-table text-ink-2">
      {endsSoon === null ? null : (
        <span className="block text-warn">
          {text('console-usage-panel.rule.ends-soon', { day: formatDayDated(endsSoon) })}
        </span>
      )}
      {filled(
        to === null
          ? text('console-usage-panel.rule.line', known)
          : text('console-usage-panel.rule.line-until', { ...known, day: formatDayDated(to) }),
        <Link to={billingRulePlace(integrationId, id)} className="text-accent underline">
          <bdi>{visibleText(terms)}</bdi>
        </Link>,
        <VendorText text={scopeText} />,
        <VendorText text={source} />,
      )}
    </p>
  );
}
