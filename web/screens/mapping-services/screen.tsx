import { useParams } from '../../components/router.tsx';
import { Page } from '../../components/page.tsx';
import { ServiceBoard } from './service-board.tsx';

export default function Screen() {
  const { id = '' } = useParams();
  return (
    <Page title="Map services">
      <ServiceBoard integrationId={id} />
    </Page>
  );
}
