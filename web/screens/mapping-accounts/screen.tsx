import { useParams } from '../../components/router.tsx';
import { Page } from '../../components/page.tsx';
import { useTexts } from '../../components/texts.ts';
import { consoleMappingAccounts } from '../../../messages/generated/console-mapping-accounts.ts';
import { AccountBoard } from './account-board.tsx';

export default function Screen() {
  const { id = '' } = useParams();
  const text = useTexts(consoleMappingAccounts, id);
  return (
    <Page title={text('console-mapping-accounts.title')}>
      <AccountBoard integrationId={id} />
    </Page>
  );
}
