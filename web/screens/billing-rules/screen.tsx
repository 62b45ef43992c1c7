import { useParams } from '../../components/router.tsx';
import { RuleDetailPage } from './rule-detail.tsx';
import { RuleListPage } from './rule-list.tsx';

/** The billing rules of an integration: all of them, or one with its versions. */
export default function Screen() {
  const { id = '', ruleId } = useParams();
  if (ruleId === undefined) return <RuleListPage integrationId={id} />;
  return <RuleDetailPage integrationId={id} ruleId={ruleId} />;
}
