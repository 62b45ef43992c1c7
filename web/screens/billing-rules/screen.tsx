import { useParams } from '../../components/router.tsx';
import { EndRulePage } from './end-rule.tsx';
import { ImportRulesPage } from './import-rules.tsx';
import { RuleDetailPage } from './rule-detail.tsx';
import { CorrectRulePage, NewRulePage } from './rule-editor.tsx';
import { RuleListPage } from './rule-list.tsx';

/** The billing rules of an integration: all of them, one with its versions, and what changes them. */
export default function Screen() {
  const { id = '', ruleId, action } = useParams();
  if (ruleId === undefined) return <RuleListPage integrationId={id} />;
  if (ruleId === 'new') return <NewRulePage integrationId={id} />;
  if (ruleId === 'import') return <ImportRulesPage integrationId={id} />;
  const rule = { integrationId: id, ruleId } as const;
  if (action === 'correct') return <CorrectRulePage {...rule} />;
  return action === 'end' ? <EndRulePage {...rule} /> : <RuleDetailPage {...rule} />;
}
