import { useParams } from '../../components/router.tsx';
import { RunDetail } from './run-detail.tsx';
import { RunList } from './run-list.tsx';

export default function Screen() {
  const { runId } = useParams();
  return runId === undefined ? <RunList /> : <RunDetail key={runId} runId={runId} />;
}
