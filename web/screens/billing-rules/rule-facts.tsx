import type { Rule } from '../../api/billing-rules.ts';
import { Link } from '../../components/router.tsx';
import { StatusPill } from '../../components/status-pill.tsx';
import { formatCount } from '../../values/format.ts';
import type { RulesText } from './texts.ts';

const marks = { 'in-force': 'active', upcoming: 'scheduled', ended: 'inactive' } as const;

export const RuleStatus = ({
  status,
  text,
}: {
  readonly status: Rule['status'];
  readonly text: RulesText;
}) => <StatusPill state={marks[status]} words={text(`console-billing-rules.status.${status}`)} inRow />;

/** How many usage lines are under it now, leading to exactly these; why none is while it is in force. */
export function LinesOf({
  rule,
  integrationId,
  text,
}: {
  readonly rule: Rule;
  readonly integrationId: string;
  readonly text: RulesText;
}) {
  const { id, lines, status } = rule;
  if (lines > 0)
    return (
      <Link to={`/usage?integration=${integrationId}&rule=${id}`} className="text-accent underline">
        {formatCount(lines)}
      </Link>
    );
  if (status !== 'in-force') return formatCount(lines);
  return <StatusPill state="warned" words={text(`console-billing-rules.no-line.${whyNone(rule)}`)} inRow />;
}

function whyNone({ scope: { kind }, scopeName }: Rule): 'gone' | 'line' | 'scope' {
  if (kind !== 'everything' && scopeName === null) return 'gone';
  return kind === 'line' ? 'line' : 'scope';
}
