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

/** How many usage lines are under it now, leading to exactly these. */
export function LinesOf({
  rule: { id, lines },
  integrationId,
}: {
  readonly rule: Pick<Rule, 'id' | 'lines'>;
  readonly integrationId: string;
}) {
  if (lines === 0) return formatCount(lines);
  return (
    <Link to={`/usage?integration=${integrationId}&rule=${id}`} className="text-accent underline">
      {formatCount(lines)}
    </Link>
  );
}
