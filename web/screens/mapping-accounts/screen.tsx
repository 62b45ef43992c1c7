import { useParams } from '../../components/router.tsx';
import { Page } from '../../components/page.tsx';
import { AccountBoard } from './account-board.tsx';

export default function Screen() {
  const { id = '' } = useParams();
  return (
    <Page title="Map accounts">
      <AccountBoard integrationId={id} />
    </Page>
  );
}
