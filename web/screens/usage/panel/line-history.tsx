import { Link } from '../../../components/router.tsx';
import { usageKinds } from '../../../../contracts/api/usage.ts';
import { kindWords } from '../../../components/kind-words.ts';
import type { UsageDetail } from '../../../api/usage.ts';
import { useWords, type Words } from '../../../components/words.ts';
import { formatCount } from '../../../values/format.ts';
import { Instant } from '../../../components/instant.tsx';
import { StatusPill } from '../../../components/status-pill.tsx';
import { shortText } from '../../../components/visible-text.ts';
import { VendorText } from '../../../components/vendor-text.tsx';
import { filled, slot } from '../../../components/texts.ts';
import { quantityText } from '../../usage-line/line-facts.ts';
import { type PanelText, roleWords, usePanelTexts } from './texts.ts';
import { stateText } from '../../../components/state-text.ts';

const shown = 12;

type Decided = UsageDetail['decisions'][number];
type Version = UsageDetail['history'][number];

/** What the line was and what people decided about it, in one order of time; the newest first. */
export function LineHistory({ detail }: { readonly detail: UsageDetail }) {
  const { history, decisions, accounts, integrationId, writeBack } = detail;
  const words = useWords(integrationId);
  const text = usePanelTexts(integrationId);
  const events = [
    ...decisions.map((decided) => ({ at: decided.at, key: `${decided.at} ${decided.action}`, decided })),
    ...history.map((version) => ({ at: version.at, key: `version ${version.version}`, version })),
  ].sort((a, b) => (a.at < b.at ? 1 : a.at > b.at ? -1 : 0));
  return (
    <section aria-label={text('console-usage-panel.history')} className="flex flex-col gap-2">
      <h3 className="text-label font-semibold text-ink-2">{text('console-usage-panel.history')}</h3>
      {writeBack === null ? null : (
        <p className="flex items-center gap-2 text-table">
          {text('console-usage-panel.history.latest')}
          <StatusPill state={writeBack.state} words={stateText(`console-states.change.${writeBack.state}`)} />
          <Link className="text-accent underline" to={`/write-backs/${writeBack.approvalId}`}>
            {text('console-usage-panel.history.write-back')}
          </Link>
        </p>
      )}
      <ol className="flex flex-col gap-1 text-table text-ink-2">
        {events.slice(0, shown).map((event) => (
          <li key={event.key} className="flex gap-2">
            <span className="w-28 shrink-0 text-ink-3">
              <Instant at={event.at} />
            </span>
            <span className="min-w-0">
              {'decided' in event ? (
                <DecidedWords decided={event.decided} text={text} />
              ) : (
                versionWords(event.version, words, text)
              )}
            </span>
          </li>
        ))}
      </ol>
      {events.length > shown ? (
        <p className="text-label text-ink-3">
          {text('console-usage-panel.history.earlier', { count: events.length - shown })}
        </p>
      ) : null}
      {accounts.map(({ accountId, name }) => (
        <Link
          key={accountId}
          className="w-fit text-table text-accent underline"
          to={`/integrations/${integrationId}/accounts/${accountId}`}
        >
          {filled(
            text('console-usage-panel.history.seats-of', { name: slot(0) }),
            <VendorText text={name} />,
          )}
        </Link>
      ))}
    </section>
  );
}

const decisions = [
  'approved',
  'adjusted',
  'create-approved',
  'end-approved',
  'proposed',
  'dismissed',
  'held',
  'reopened',
  'overridden',
] as const;

/** What a person did; as it is recorded where only another version knows it. */
function actionWords({ action, detail: { role, psaLineId } }: Decided, text: PanelText): string {
  if (typeof role === 'string' && typeof psaLineId === 'string')
    return text('console-usage-panel.history.line-role', { line: psaLineId, role: roleWords(role, text) });
  const did = action.replace(/^.*\./u, '');
  const known = decisions.find((one) => one === did);
  return known === undefined ? did : text(`console-usage-panel.history.action.${known}`);
}

function DecidedWords({ decided, text }: { readonly decided: Decided; readonly text: PanelText }) {
  const { by, detail } = decided;
  const what = <span className="text-ink">{actionWords(decided, text)}</span>;
  const who = <VendorText text={by.name ?? by.kind} />;
  const places = { what: slot(0), who: slot(1) };
  return typeof detail.reason === 'string'
    ? filled(
        text('console-usage-panel.history.decided-because', { ...places, reason: slot(2) }),
        what,
        who,
        <VendorText text={detail.reason} />,
      )
    : filled(text('console-usage-panel.history.decided', places), what, who);
}

/** A kind that only earlier rules knew is told as it is. */
function versionWords(
  { kind, vendorQuantity, billableUnits, rule, psaQuantity }: Version,
  words: Words,
  text: PanelText,
): string {
  const today = usageKinds.find((one) => one === kind);
  const name = today === undefined ? kind : kindWords(today, words);
  const known = { kind: name, seats: formatCount(vendorQuantity), billed: quantityText(psaQuantity) };
  return rule === null
    ? text('console-usage-panel.history.version', known)
    : text('console-usage-panel.history.version-by-rule', {
        ...known,
        units: formatCount(billableUnits),
        rule: shortText(rule),
      });
}
