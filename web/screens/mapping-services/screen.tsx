import { useParams } from '../../components/router.tsx';
import { Page } from '../../components/page.tsx';
import { useTexts } from '../../components/texts.ts';
import { consoleMappingServices } from '../../../messages/generated/console-mapping-services.ts';
import { ServiceBoard } from './service-board.tsx';

export default function Screen() {
  const { id = '' } = useParams();
  const text = useTexts(consoleMappingServices, id);
  return (
    <Page title={text('console-mapping-services.title')}>
      <ServiceBoard integrationId={id} />
    </Page>
  );
}
