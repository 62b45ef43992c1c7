import { useParams } from '../../components/router.tsx';
import { Page } from '../../components/page.tsx';
import { useTexts } from '../../components/texts.ts';
import { accountTexts } from './mapping-accounts-texts.ts';
import { AccountBoard } from './account-board.tsx';

export default function Screen() {
  const { id = '' } = useParams();
  const text = useTexts(accountTexts, id);
  return (
    <Page title={text('console-mapping-accounts.title')}>
      <AccountBoard integrationId={id} />
    </Page>
  );
}
